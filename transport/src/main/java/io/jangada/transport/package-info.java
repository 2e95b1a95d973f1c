/**
 * Carries frames between members over gRPC.
 *
 * <p>Each member opens three connections to each other member, one per {@link
 * io.jangada.transport.Lane}, and on each a stream of its own; answers travel on the other's
 * streams. {@link io.jangada.transport.Link} is the sending end: it connects, says hello, sends the
 * frames of its {@link io.jangada.transport.Outbox}, and connects again when the stream breaks. The
 * links of a lane share an event loop: one {@code flush} after many sends wakes it once, and what
 * waits for a peer leaves as one message and is handed over as one. The lane of chunks is open all
 * the time like the others, but a peer is connected without it too, and its break is told to
 * nobody; to a peer that refuses it, chunks go with the appends. {@link
 * io.jangada.transport.PeerService} is the receiving end. {@link io.jangada.transport.Hellos}
 * decides whom we talk to. Nothing waits: what has no room is dropped, for the protocol repeats
 * what it needs.
 *
 * <p>Read in this order: {@link io.jangada.transport.TransportSettings}, {@link
 * io.jangada.transport.GrpcTransport}, {@code Lane}, {@code Lines}, {@code Link}, {@code Outbox},
 * {@code PeerService}, {@code Hellos}, {@code FrameReader}.
 *
 * <h2>On the wire</h2>
 *
 * <p>The method is {@code /jangada.peer.Peer/Frames}. The header {@code jangada-hello-bin} is a
 * {@code Hello} of {@code peer.proto}. The receiver accepts by sending headers, or closes with
 * FAILED_PRECONDITION and the difference; nothing is sent before. Each message is one batch,
 * uncompressed, all numbers big-endian:
 *
 * <pre>
 * batch    u8  version, 1
 *          u64 sender, as in the hello
 *          frame ... until the end
 * frame    u32 bytes that follow in this frame
 *          u64 group
 *          u32 bytes of the message
 *          message, see {@link io.jangada.raft.Codec}
 *          payload ...
 * payload  u8  kind
 *          bytes
 * </pre>
 *
 * <p>There is one payload for each entry of an AppendEntries, each command of a Forward and each
 * chunk of a snapshot, in order and of the sizes that the message says; they fill the frame.
 *
 * <p>Every length and count is compared with what has arrived and with {@link
 * io.jangada.transport.TransportLimits} before anything is allocated for it. The format does not
 * nest. A batch with one bad frame delivers nothing and ends its stream.
 */
@NullMarked
package io.jangada.transport;

import org.jspecify.annotations.NullMarked;
