/**
 * The Java client and the command line.
 *
 * <p>The client, in reading order: {@link Client} and {@link AsyncClient} are what a program uses;
 * {@link Operation}, {@link Range} and {@link Compare} are what it asks; {@link Result}, {@link
 * KeyValue}, {@link MemberStatus} and {@link Members} are what it gets; {@link CallException} is
 * what it gets instead. When and where a call is tried again is decided in {@link
 * io.jangada.client.retry}; {@code Call} carries the decisions out, {@code Sent} knows whether
 * anything left, {@code Failures} reads gRPC's status, {@code Words} translates between our types
 * and the wire's.
 *
 * <p>The command line, in reading order: {@link Main} starts it; {@code Ctl} runs one command from
 * its arguments to its exit status; {@code Commands} says which there are; {@code Flags}, {@code
 * Settings}, {@code KvCommands}, {@code TxnScript} and {@code EndpointCommands} turn arguments into
 * calls; {@code Printer} and its four formats write the results. {@code Text} says how bytes are
 * held on the way.
 */
@NullMarked
package io.jangada.client;

import org.jspecify.annotations.NullMarked;
