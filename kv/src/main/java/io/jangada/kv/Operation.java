package io.jangada.kv;

/** One step of a {@link Txn}. */
public sealed interface Operation permits Range, Put, DeleteRange, Txn {}
