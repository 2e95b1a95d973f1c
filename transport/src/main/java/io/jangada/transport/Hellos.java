package io.jangada.transport;

import com.google.protobuf.InvalidProtocolBufferException;

import io.grpc.Metadata;
import io.jangada.raft.ServerId;
import io.jangada.transport.wire.Hello;

import org.jspecify.annotations.Nullable;

import java.util.stream.Collectors;

/**
 * Makes this member's hello and judges those of others. Locked, because the lanes of one peer say
 * hello at the same time and only one may be the first.
 */
final class Hellos {
    static final Metadata.Key<byte[]> KEY =
            Metadata.Key.of("jangada-hello-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private final TransportSettings settings;
    private final Incarnations incarnations;

    Hellos(TransportSettings settings, Incarnations incarnations) {
        this.settings = settings;
        this.incarnations = incarnations;
    }

    sealed interface Verdict {}

    record Accepted(ServerId from, Lane lane) implements Verdict {}

    /** The difference in one line; both sides log it. */
    record Refused(String why) implements Verdict {}

    Metadata to(ServerId peer, Lane lane) {
        Hello hello =
                Hello.newBuilder()
                        .setProtocolVersion(Wire.PROTOCOL_VERSION)
                        .setClusterId(settings.clusterId())
                        .setFrom(settings.self().value())
                        .setTo(peer.value())
                        .setIncarnation(settings.incarnation())
                        .setInitialCluster(settings.initialCluster())
                        .setLane(lane.code())
                        .build();
        Metadata headers = new Metadata();
        headers.put(KEY, hello.toByteArray());
        return headers;
    }

    Verdict judge(Metadata headers) {
        byte[] bytes = headers.get(KEY);
        if (bytes == null) {
            return new Refused("no hello before the first frame");
        }
        try {
            return judge(Hello.parseFrom(bytes));
        } catch (InvalidProtocolBufferException _) {
            return new Refused("the hello is not one of ours");
        }
    }

    private synchronized Verdict judge(Hello hello) {
        String difference = difference(hello);
        if (difference != null) {
            return new Refused(difference);
        }
        ServerId from = new ServerId(hello.getFrom());
        Lane lane = Lane.ofCode(hello.getLane());
        if (lane == null) {
            return new Refused("lane " + hello.getLane() + " is unknown");
        }
        long known = incarnations.known(from);
        if (known == 0) {
            incarnations.remember(from, hello.getIncarnation());
        } else if (known != hello.getIncarnation()) {
            // It lost its vote and its log with its disk: Raft's promises no longer hold for it.
            return new Refused(
                    differs(
                            "incarnation of member " + from,
                            Long.toHexString(known),
                            Long.toHexString(hello.getIncarnation())));
        }
        return new Accepted(from, lane);
    }

    private @Nullable String difference(Hello hello) {
        if (hello.getProtocolVersion() != Wire.PROTOCOL_VERSION) {
            return differs(
                    "protocol version",
                    Wire.PROTOCOL_VERSION + "",
                    Integer.toUnsignedString(hello.getProtocolVersion()));
        }
        if (hello.getClusterId() != settings.clusterId()) {
            return differs(
                    "cluster id",
                    Long.toHexString(settings.clusterId()),
                    Long.toHexString(hello.getClusterId()));
        }
        if (!hello.getInitialCluster().equals(settings.initialCluster())) {
            return differs("initial cluster", settings.initialCluster(), hello.getInitialCluster());
        }
        if (hello.getTo() != settings.self().value()) {
            return "member id differs: this member is "
                    + settings.self()
                    + ", the peer looks for "
                    + Long.toHexString(hello.getTo());
        }
        if (hello.getFrom() == 0 || !settings.peers().containsKey(new ServerId(hello.getFrom()))) {
            return "member id is unknown: this member knows "
                    + settings.peers().keySet().stream()
                            .map(ServerId::toString)
                            .collect(Collectors.joining(", "))
                    + ", the peer says "
                    + Long.toHexString(hello.getFrom());
        }
        return hello.getIncarnation() == 0 ? "the peer says no incarnation" : null;
    }

    private static String differs(String what, String ours, String theirs) {
        return what + " differs: this member has " + ours + ", the peer says " + theirs;
    }
}
