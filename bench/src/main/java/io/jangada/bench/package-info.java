/**
 * Measures Jangada beside its peers, in the same run: {@link Main} dispatches, {@link ClusterBench}
 * drives two clusters of three processes with one load program ({@link Load}), {@link LibraryBench}
 * two clusters of three members inside one JVM each; the micro benchmarks are run by JMH.
 */
@NullMarked
package io.jangada.bench;

import org.jspecify.annotations.NullMarked;
