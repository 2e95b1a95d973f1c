package io.jangada.node.storage;

/**
 * That the member has left its cluster to be one by itself, with all that it had.
 *
 * @param bornIn the cluster that the directory was made for: all its files bear this id for ever
 * @param before the cluster that it was of until then
 * @param ended whether the log has the configuration of the new one; until then the member must not
 *     start as if nothing were
 */
record Secession(long bornIn, long before, boolean ended) {}
