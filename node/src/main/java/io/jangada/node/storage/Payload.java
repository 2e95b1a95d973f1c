package io.jangada.node.storage;

import io.jangada.raft.Bytes;
import io.jangada.raft.Codec;
import io.jangada.raft.Malformed;
import io.jangada.raft.Members;

/** What an entry carries. Encoded once by the proposer, then only handed on by reference. */
public record Payload(Kind kind, Bytes bytes) {
    /** An entry without a command, with which every leader begins its term. */
    public static final Payload NO_OP = new Payload(Kind.NO_OP, Bytes.EMPTY);

    /** An entry that says who is a member from then on. */
    public static Payload of(Members configuration) {
        return new Payload(Kind.CONFIGURATION, Codec.encode(configuration));
    }

    /** The configuration that {@link #of(Members)} wrote, or that a manifest names. */
    public static Members members(Bytes bytes) {
        try {
            return Codec.decodeMembers(bytes);
        } catch (Malformed malformed) {
            throw new IllegalStateException("a configuration that is none", malformed);
        }
    }

    /** What an entry is; the codes are part of the journal's and of the wire's format. */
    public enum Kind {
        NO_OP(1),
        COMMAND(2),
        CONFIGURATION(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    /** What the core counts: the bytes of the command alone. */
    public int size() {
        return bytes.size();
    }
}
