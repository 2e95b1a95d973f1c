/**
 * A directory that knows what would survive a power cut, and breaks in every way that real disks
 * do. {@link io.jangada.sim.disk.SimDisk} is the whole of it for others.
 *
 * <p>The model is the union of what ALICE (OSDI'14), the ATC'20 study of failed forces and
 * FoundationDB's simulator use: bytes of a file are pending in units of 512 until the file is
 * forced, its size apart from them, names until the directory is forced. A cut of power lets any
 * subset land; a failed force loses what it should have kept and calls it clean.
 */
@NullMarked
package io.jangada.sim.disk;

import org.jspecify.annotations.NullMarked;
