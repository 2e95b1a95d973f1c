package io.jangada.transport;

import io.jangada.raft.Message;

import org.jspecify.annotations.Nullable;

/** Which of a peer's two connections; control traffic overtakes appends by having its own. */
enum Lane {
    CONTROL(1),
    APPEND(2);

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
     * By which lane a message travels: the two that carry commands by one, all others by the other.
     */
    static Lane of(Message message) {
        return switch (message) {
            case Message.AppendEntries _,
                    Message.Forward _,
                    Message.FetchSnapshot _,
                    Message.SnapshotChunk _ ->
                    APPEND;
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
