package io.jangada.transport;

import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.jangada.transport.wire.MembersReply;
import io.jangada.transport.wire.MembersRequest;

/** The numbers and the method of the protocol; the layout is on the package page. */
final class Wire {
    static final int PROTOCOL_VERSION = 1;

    /** Before the frames of a batch: format version and sender. */
    static final int HEAD_BYTES = 1 + 8;

    /** Of a frame without message and payloads: length, group, message length. */
    static final int FRAME_BYTES = 4 + 8 + 4;

    /** Before the bytes of a payload: its kind. The message says its size. */
    static final int PAYLOAD_BYTES = 1;

    static final String SERVICE = "jangada.peer.Peer";

    /**
     * A stream of batches; it is never answered, only accepted by headers or closed. Bidirectional,
     * for gRPC holds the headers of other streams back until there is an answer.
     */
    static final MethodDescriptor<Batch, Batch> FRAMES =
            MethodDescriptor.<Batch, Batch>newBuilder()
                    .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Frames"))
                    .setRequestMarshaller(BatchMarshaller.BATCHES)
                    .setResponseMarshaller(BatchMarshaller.BATCHES)
                    .build();

    /** Asked by whoever wants to join, before it knows who it is. */
    static final MethodDescriptor<MembersRequest, MembersReply> MEMBERS =
            MethodDescriptor.<MembersRequest, MembersReply>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Members"))
                    .setRequestMarshaller(
                            ProtoUtils.marshaller(MembersRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(MembersReply.getDefaultInstance()))
                    .build();

    private Wire() {}
}
