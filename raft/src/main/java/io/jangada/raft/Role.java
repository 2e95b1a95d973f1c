package io.jangada.raft;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** What a server is at the moment; each role owns the state that only it needs. */
sealed interface Role {
    Standing standing();

    /** The leader of currentTerm, as far as it is known. */
    default @Nullable ServerId leader() {
        return null;
    }

    void encode(Writer to);

    /** Where every server starts, and what it becomes whenever it sees a higher term. */
    final class Follower implements Role {
        private final @Nullable ServerId leader;

        /** Up to here the log matches the leader's; 0 as long as nothing is known. */
        long matched;

        /** The last index that this leader was told of. */
        long acked;

        /** Reads that wait for the leader's word. */
        final Asked asked = new Asked();

        Follower(@Nullable ServerId leader) {
            this.leader = leader;
        }

        @Override
        public Standing standing() {
            return Standing.FOLLOWER;
        }

        @Override
        public @Nullable ServerId leader() {
            return leader;
        }

        @Override
        public void encode(Writer to) {
            to.octet(0);
            to.optional(leader);
            to.number(matched);
            to.number(acked);
            asked.encode(to);
        }

        private static Follower decode(Reader from) throws Malformed {
            Follower follower = new Follower(from.optional());
            follower.matched = from.natural();
            follower.acked = from.natural();
            follower.asked.decode(from);
            return follower;
        }
    }

    /** Asks for votes, or first whether it would get them (Raft thesis §9.6). */
    final class Candidate implements Role {
        final boolean pre;

        /** The leader asked for this election, so stickiness does not apply. */
        final boolean transfer;

        /** Who granted, by position; a set, so that a repeated reply counts once. */
        final boolean[] granted;

        Candidate(boolean pre, boolean transfer, int servers) {
            this.pre = pre;
            this.transfer = transfer;
            granted = new boolean[servers];
        }

        @Override
        public Standing standing() {
            return pre ? Standing.PRE_CANDIDATE : Standing.CANDIDATE;
        }

        @Override
        public void encode(Writer to) {
            to.octet(1);
            to.flag(pre);
            to.flag(transfer);
            for (boolean each : granted) {
                to.flag(each);
            }
        }

        private static Candidate decode(Reader from, int servers) throws Malformed {
            Candidate candidate = new Candidate(from.flag(), from.flag(), servers);
            for (int i = 0; i < servers; i++) {
                candidate.granted[i] = from.flag();
            }
            return candidate;
        }
    }

    /** The only one in its term (Raft paper §5.2). */
    final class Leader implements Role {
        private final ServerId self;

        /** By position; the one at the leader's own position stays unused. */
        Progress[] peers;

        final Rounds rounds = new Rounds();

        /** Payload bytes behind commitIndex. */
        long uncommittedBytes;

        /** Somebody waits for the end of a change of the members. */
        @Nullable Change change;

        /** {@code target} is to be in effect and committed; then the ticket is answered. */
        record Change(long ticket, Members target) {}

        Leader(ServerId self, Settings settings, int servers, long nextIndex) {
            this.self = self;
            peers = new Progress[servers];
            Arrays.setAll(peers, position -> new Progress(settings, nextIndex));
        }

        /**
         * Servers have come or gone: {@code origins} are the positions before, -1 for a new one.
         */
        void reconfigure(int[] origins, Settings settings, long nextIndex) {
            rounds.endLease();
            Progress[] before = peers;
            peers = new Progress[origins.length];
            Arrays.setAll(
                    peers,
                    i -> origins[i] < 0 ? new Progress(settings, nextIndex) : before[origins[i]]);
        }

        @Override
        public Standing standing() {
            return Standing.LEADER;
        }

        @Override
        public ServerId leader() {
            return self;
        }

        @Override
        public void encode(Writer to) {
            to.octet(2);
            for (Progress peer : peers) {
                peer.encode(to);
            }
            rounds.encode(to);
            to.number(uncommittedBytes);
            to.flag(change != null);
            if (change != null) {
                to.number(change.ticket());
                to.members(change.target());
            }
        }

        private static Leader decode(Reader from, ServerId self, Settings settings, int servers)
                throws Malformed {
            Leader leader = new Leader(self, settings, servers, 1);
            for (int i = 0; i < servers; i++) {
                leader.peers[i] = Progress.decode(from, settings);
            }
            leader.rounds.decode(from);
            leader.uncommittedBytes = from.natural();
            leader.change = from.flag() ? new Change(from.number(), from.members()) : null;
            return leader;
        }
    }

    static Role decode(Reader from, ServerId self, Settings settings, int servers)
            throws Malformed {
        int kind = from.octet();
        return switch (kind) {
            case 0 -> Follower.decode(from);
            case 1 -> Candidate.decode(from, servers);
            case 2 -> Leader.decode(from, self, settings, servers);
            default -> throw new Malformed("unknown role " + kind);
        };
    }
}
