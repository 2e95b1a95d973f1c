/**
 * The etcd v3 services over gRPC. What is not built yet answers UNIMPLEMENTED with its name.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link io.jangada.server.etcd.Services}: which services there are;
 *   <li>{@link io.jangada.server.etcd.Replica}: all that they know of the database below them;
 *   <li>{@link io.jangada.server.etcd.Calls}: how one call is checked, proposed or read, and
 *       answered, and on which thread;
 *   <li>{@code Requests} and {@code Answers}: from the wire's messages to the store's and back;
 *   <li>{@code KvService}, {@code MaintenanceService} with {@code Backups}, {@code ClusterService},
 *       {@link io.jangada.server.etcd.HealthService};
 *   <li>{@link io.jangada.server.etcd.Words}: every error, its code and its text.
 * </ol>
 */
@NullMarked
package io.jangada.server.etcd;

import org.jspecify.annotations.NullMarked;
