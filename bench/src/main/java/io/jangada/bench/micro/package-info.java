/**
 * Single parts under JMH, which wants open classes with public members: {@link StepBench} the
 * protocol core alone, {@link JournalBench} the disk alone, {@link StoreBench} the store alone.
 */
@NullMarked
package io.jangada.bench.micro;

import org.jspecify.annotations.NullMarked;
