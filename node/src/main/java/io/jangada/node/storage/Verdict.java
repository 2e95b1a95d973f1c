package io.jangada.node.storage;

/**
 * What becomes of a record at recovery. {@link #of} is the whole decision, over all combinations of
 * the facts; nothing else decides.
 */
enum Verdict {
    /** It is whole and in its place. */
    KEEP,
    /** A torn tail that was never acknowledged: it and all behind it go. */
    CUT,
    /**
     * It and all behind it go, the bytes are kept in a side file: torn by all that can be seen, or
     * ambiguous with nobody to ask.
     */
    CUT_ASIDE,
    /** Ambiguous: its place in the log is kept until a leader sends it again. */
    SUSPECT,
    /** Proven damage of something that may have been acknowledged: the member must not start. */
    REFUSE;

    /**
     * @param header whether a valid header was found for the ordinal
     * @param payload whether the payload behind it is whole; means nothing without a header
     * @param identifier whether any valid identifier of the segment has this ordinal or a later one
     * @param chain whether the header continues the record before it; means nothing without a
     *     header
     * @param beyond whether the ordinal is behind every one that is known to have been forced
     * @param torn whether a sector of the record is as it was before the write, see {@link Tear}
     * @param alone whether the member is its whole cluster
     */
    static Verdict of(
            boolean header,
            boolean payload,
            boolean identifier,
            boolean chain,
            boolean beyond,
            boolean torn,
            boolean alone) {
        if (header && !chain) {
            return REFUSE; // no crash leaves a valid record of another history here
        }
        if (header && payload) {
            return KEEP;
        }
        if (!beyond) {
            return REFUSE; // a later force proves that this one had been whole
        }
        if (!identifier) {
            return CUT; // one force covers both, so it was not completed
        }
        return torn || alone ? CUT_ASIDE : SUSPECT;
    }
}
