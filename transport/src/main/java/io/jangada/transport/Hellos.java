package io.jangada.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;

import io.grpc.Metadata;
import io.jangada.raft.Codec;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.transport.wire.Hello;
import io.jangada.transport.wire.MembersReply;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes this member's hello and judges those of others. Locked, because the lanes of one peer say
 * hello at the same time and only one may be the first.
 */
final class Hellos {
    static final Metadata.Key<byte[]> KEY =
            Metadata.Key.of("jangada-hello-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** Beside a refusal: whoever said hello was a member once. */
    static final Metadata.Key<String> REMOVED =
            Metadata.Key.of("jangada-removed", Metadata.ASCII_STRING_MARSHALLER);

    private final TransportSettings settings;
    private final Peers peers;
    private final Incarnations incarnations;

    Hellos(TransportSettings settings, Peers peers, Incarnations incarnations) {
        this.settings = settings;
        this.peers = peers;
        this.incarnations = incarnations;
    }

    sealed interface Verdict {}

    record Accepted(ServerId from, Lane lane) implements Verdict {}

    /**
     * Of our cluster, and not known here: it knows a later configuration than this member.
     *
     * @param belongs one more than an index at which it was a member; 0 for none
     */
    record Met(ServerId from, Lane lane, List<String> urls, long belongs) implements Verdict {}

    /** The difference in one line; both sides log it. */
    record Refused(String why, boolean removed) implements Verdict {
        Refused(String why) {
            this(why, false);
        }
    }

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
                        .setBelongs(peers.belongsAt() + 1)
                        .addAllPeerUrls(peers.own())
                        .build();
        Metadata headers = new Metadata();
        headers.put(KEY, hello.toByteArray());
        return headers;
    }

    /** What a server has to know that wants to join. */
    MembersReply members(Members committed) {
        return MembersReply.newBuilder()
                .setClusterId(settings.clusterId())
                .setInitialCluster(settings.initialCluster())
                .setMembers(UnsafeByteOperations.unsafeWrap(Codec.encode(committed).buffer()))
                .build();
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
        if (known != 0 && known != hello.getIncarnation()) {
            // It lost its vote and its log with its disk: Raft's promises no longer hold for it.
            return new Refused(
                    differs(
                            "incarnation of member " + from,
                            Long.toHexString(known),
                            Long.toHexString(hello.getIncarnation())));
        }
        if (!peers.isMember(from)) {
            return stranger(from, lane, hello);
        }
        if (known == 0) {
            incarnations.remember(from, hello.getIncarnation());
        }
        return new Accepted(from, lane);
    }

    private Verdict stranger(ServerId from, Lane lane, Hello hello) {
        if (hello.getBelongs() > 0 && peers.isRemoved(from, hello.getBelongs() - 1)) {
            return new Refused("member " + from + " was removed from the cluster", true);
        }
        return hello.getPeerUrlsCount() == 0
                ? new Refused(unknown(hello))
                : new Met(from, lane, hello.getPeerUrlsList(), hello.getBelongs());
    }

    private String unknown(Hello hello) {
        return "member id is unknown: this member knows "
                + peers.members().stream().map(ServerId::toString).collect(Collectors.joining(", "))
                + ", the peer says "
                + Long.toHexString(hello.getFrom());
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
        if (hello.getFrom() == 0) {
            return unknown(hello);
        }
        return hello.getIncarnation() == 0 ? "the peer says no incarnation" : null;
    }

    private static String differs(String what, String ours, String theirs) {
        return what + " differs: this member has " + ours + ", the peer says " + theirs;
    }
}
