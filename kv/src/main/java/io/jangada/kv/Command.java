package io.jangada.kv;

/** What changes a {@link Store}; every member applies the same commands in the same order. */
public sealed interface Command permits Put, DeleteRange, Txn, Compact {}
