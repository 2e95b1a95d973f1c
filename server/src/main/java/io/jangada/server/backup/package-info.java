/**
 * The file that a backup is: read in the order {@link io.jangada.server.backup.Layout}, {@link
 * io.jangada.server.backup.BackupHeader}, {@link io.jangada.server.backup.BackupWriter}, {@link
 * io.jangada.server.backup.BackupFile}.
 */
@NullMarked
package io.jangada.server.backup;

import org.jspecify.annotations.NullMarked;
