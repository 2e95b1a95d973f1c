package io.jangada.database;

import io.jangada.kv.Command;

/**
 * A command and what it is to be judged by.
 *
 * @param quotaBytes the quota of the member that proposed it
 */
record Proposed(Command command, long quotaBytes) {}
