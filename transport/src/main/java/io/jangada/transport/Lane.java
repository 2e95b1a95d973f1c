package io.jangada.transport;

import io.jangada.raft.Message;

import org.jspecify.annotations.Nullable;

/**
 * Which of a peer's three connections: control overtakes appends by having its own, and the chunks
 * of snapshots are in nobody's way.
 */
enum Lane {
    CONTROL(1),
    APPEND(2),
    SNAPSHOT(3);

    private final int code;

    Lane(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The lane of this code, null when there is none. */
    static @Nullable Lane ofCode(int code) {
        for (Lane lane : values()) {
            if (lane.code == code) {
                return lane;
            }
        }
        return null;
    }

    /**
     * Whether the protocol sends by it. Without the other one a peer is connected all the same, and
     * what that loses the drivers ask for again by themselves.
     */
    boolean isOfProtocol() {
        return this != SNAPSHOT;
    }

    /** By which lane a message travels. */
    static Lane of(Message message) {
        return switch (message) {
            case Message.AppendEntries _, Message.Forward _ -> APPEND;
            case Message.FetchSnapshot _, Message.SnapshotChunk _ -> SNAPSHOT;
            case Message.PreVote _,
                    Message.PreVoteReply _,
                    Message.RequestVote _,
                    Message.RequestVoteReply _,
                    Message.AppendAccepted _,
                    Message.AppendRejected _,
                    Message.Heartbeat _,
                    Message.HeartbeatReply _,
                    Message.TimeoutNow _,
                    Message.InstallSnapshot _,
                    Message.ChangeMembers _,
                    Message.ChangeMembersReply _,
                    Message.ReadIndex _,
                    Message.ReadIndexReply _ ->
                    CONTROL;
        };
    }
}
