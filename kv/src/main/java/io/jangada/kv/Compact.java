package io.jangada.kv;

/**
 * Forgets history: afterwards nothing older than {@code revision} can be read, while {@code
 * revision} itself can. Answered by {@link Result.CompactResult}.
 */
public record Compact(long revision) implements Command {}
