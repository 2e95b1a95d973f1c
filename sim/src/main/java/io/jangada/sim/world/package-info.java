/**
 * Whole members in one thread on virtual time, on simulated disks, clocks and a simulated network.
 * The code that runs is the product's; one seed decides everything else.
 *
 * <p>Read in this order: {@link World}, one run; {@link Setup} and {@link Trouble}, what it is made
 * of and what happens to it; {@link Host}, one machine with its member; {@link Network} and {@link
 * SimClock}; {@link Workload} and {@link Cluster}, how clients come in; {@link Agenda}, time.
 */
@NullMarked
package io.jangada.sim.world;

import org.jspecify.annotations.NullMarked;
