/**
 * Measures Jangada beside its peers, in the same run. {@link Main} dispatches.
 *
 * <p>{@link ClusterBench} drives two {@link Cluster}s of three processes with one load program,
 * {@link Load}. {@link LibraryBench} drives two {@link LibraryProcess}es, each with three members
 * of one library in one JVM (a {@link Trio}), with another, {@link TrioLoad}. {@code micro} has
 * single parts under JMH.
 */
@NullMarked
package io.jangada.bench;

import org.jspecify.annotations.NullMarked;
