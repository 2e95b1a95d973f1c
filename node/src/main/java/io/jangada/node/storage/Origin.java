package io.jangada.node.storage;

/** Whose records these are. {@code group} is the consensus group; there is one now, number 0. */
record Origin(long clusterId, long incarnation, int group) {}
