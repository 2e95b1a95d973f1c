package io.jangada.node.storage;

/**
 * What the journal has forgotten: all before segment {@code segment}. Recovery begins behind it.
 *
 * @param segment the first that has to exist, or one that stands for it since; 0 if all do
 * @param index of the last entry before that segment; 0 if there is none
 * @param term of that entry
 * @param link the last record before that segment
 * @param vote the vote file's sequence at that time: the marks that knew it may be forgotten
 */
record Base(long segment, long index, long term, Replay.Link link, long vote) {
    static final Base NONE = new Base(0, 0, 0, new Replay.Link(0, 0), 0);
}
