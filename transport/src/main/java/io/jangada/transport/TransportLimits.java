package io.jangada.transport;

import io.jangada.raft.Check;

import java.time.Duration;

/**
 * The bounds of a member's connections. All members of a cluster use the same frame bounds.
 *
 * @param frameBytesMax bytes of one frame with its payloads; a larger one is never sent
 * @param batchBytesMax bytes of frames that are sent as one gRPC message, unless a single frame is
 *     larger
 * @param batchPayloadsMax payloads in one gRPC message, and so in one frame
 * @param batchFramesMax frames in one gRPC message
 * @param bufferBytesMax bytes of frames that wait for one peer on one lane
 * @param bufferFramesMax frames that wait for one peer on one lane
 * @param backoffMin the first wait before connecting again; doubled at each failure
 * @param backoffMax the longest wait before connecting again
 * @param backoffRefused the wait after a peer refused our hello
 * @param connectTimeout how long a connection and its hello may take
 */
public record TransportLimits(
        int frameBytesMax,
        int batchBytesMax,
        int batchPayloadsMax,
        int batchFramesMax,
        int bufferBytesMax,
        int bufferFramesMax,
        Duration backoffMin,
        Duration backoffMax,
        Duration backoffRefused,
        Duration connectTimeout) {

    /** What we measured to be good; 16 MiB of frame leave room for one entry of etcd's largest. */
    public static final TransportLimits DEFAULT =
            new TransportLimits(
                    16 << 20,
                    256 << 10,
                    1 << 16,
                    4096,
                    32 << 20,
                    1 << 16,
                    Duration.ofMillis(20),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2));

    public TransportLimits {
        Check.that(frameBytesMax > 0 && batchPayloadsMax > 0, "a frame holds something");
        Check.that(batchBytesMax > 0 && batchFramesMax > 0, "a batch holds something");
        Check.that(bufferBytesMax >= frameBytesMax, "a buffer holds the largest frame");
        Check.that(bufferFramesMax > 0, "a buffer holds a frame");
        Check.that(backoffMin.isPositive(), "a back-off is positive");
        Check.that(backoffMax.compareTo(backoffMin) >= 0, "a back-off only grows");
        Check.that(backoffRefused.isPositive(), "a back-off is positive");
        Check.that(connectTimeout.isPositive(), "a connection takes time");
        Check.that(
                Math.max(frameBytesMax, batchBytesMax) <= Integer.MAX_VALUE - Wire.HEAD_BYTES,
                "a batch is shorter than 2 GiB");
    }

    /** Bytes of the largest gRPC message. */
    int messageBytesMax() {
        return Wire.HEAD_BYTES + Math.max(frameBytesMax, batchBytesMax);
    }
}
