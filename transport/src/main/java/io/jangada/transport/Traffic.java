package io.jangada.transport;

import io.jangada.raft.ServerId;

/**
 * What went between this member and {@code peer} since the start.
 *
 * @param sentFrames frames that were handed to the connection
 * @param sentBytes their bytes
 * @param droppedFrames frames that {@code send} refused because there was no connection or no room
 * @param receivedFrames frames that were handed to the member's inbox, or that it refused
 * @param receivedBytes bytes of the messages that they came in
 * @param refusedFrames frames that the member's inbox refused
 * @param failures connections that broke, were refused or could not be made
 * @param activeOut lanes on which we can send now, but for that of chunks: 0 to 2
 * @param activeIn lanes on which the peer can send to us now, but for that of chunks: 0 to 2
 * @param helloAt when the newest of the latter was opened, as {@link System#nanoTime} counts
 */
public record Traffic(
        ServerId peer,
        long sentFrames,
        long sentBytes,
        long droppedFrames,
        long receivedFrames,
        long receivedBytes,
        long refusedFrames,
        long failures,
        int activeOut,
        int activeIn,
        long helloAt) {

    /** One for control and one for entries; that of chunks may be broken. */
    private static final int LANES = 2;

    /** Whether the peer is connected and has been since {@code nanos}. */
    public boolean isConnectedSince(long nanos) {
        return activeIn == LANES && activeOut == LANES && helloAt - nanos < 0;
    }
}
