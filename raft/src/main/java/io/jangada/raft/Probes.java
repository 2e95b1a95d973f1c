package io.jangada.raft;

/** Marks rare paths, so that a simulation can tell which of them it reached. */
@FunctionalInterface
public interface Probes {
    Probes NONE = name -> {};

    void hit(String name);
}
