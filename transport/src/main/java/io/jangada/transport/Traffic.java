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
 * @param activeOut lanes on which we can send now, 0 to 2
 * @param activeIn lanes on which the peer can send to us now, 0 to 2
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
        int activeIn) {}
