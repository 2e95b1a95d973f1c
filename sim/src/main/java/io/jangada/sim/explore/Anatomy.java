package io.jangada.sim.explore;

import io.jangada.raft.Bytes;
import io.jangada.raft.Standing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A core as its encoding tells (raft/DESIGN.md, "Encoding"), in a normal form: the numbers of
 * writes begin anew, since only how many are pending matters, and messages held for one hard state
 * are a set, since they leave in one step and the network has no order. Servers may get other
 * names: server s becomes {@code names[s]}. Ids are 1 to N, so that a server's position is its id
 * less one.
 */
final class Anatomy {
    private final byte[] from;
    private final int[] names;
    private final int servers;
    private final Octets to = new Octets();
    private int at;

    int self;
    long term;
    int vote;
    Standing standing = Standing.FOLLOWER;
    int leader;
    long[] log = Entry.NONE;
    long commit;
    long applied;
    boolean leaderHeard;
    boolean[] granted = {};

    /** The normal form. */
    final byte[] bytes;

    Anatomy(Bytes encoding, int[] names) {
        this(encoding.toArray(), names);
    }

    Anatomy(byte[] encoding, int[] names) {
        from = encoding;
        this.names = names;
        servers = names.length - 1;
        octet();
        self = server();
        number();
        number();
        members();
        term = number();
        vote = server();
        number();
        server();
        number();
        log();
        role();
        commit = number();
        applied = number();
        leaderHeard = octet() != 0;
        server();
        number();
        held();
        to.bytes(from, at, from.length);
        bytes = to.take();
    }

    // Copying while reading.

    private int octet() {
        int value = from[at++];
        to.octet(value);
        return value;
    }

    private long number() {
        long value = skipNumber();
        to.number(value);
        return value;
    }

    private int server() {
        int name = names[(int) skipFixed()];
        fixed(name);
        return name;
    }

    private long skipNumber() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte octet = from[at++];
            value |= (octet & 0x7FL) << shift;
            if (octet >= 0) {
                return value;
            }
        }
    }

    private long skipFixed() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (from[at++] & 0xFF);
        }
        return value;
    }

    private void fixed(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            to.octet((int) (value >>> shift));
        }
    }

    // The parts.

    /** All servers, in their order: new names change nothing. */
    private void members() {
        for (int set = 0; set < 4; set++) {
            for (long count = number(); count > 0; count--) {
                fixed(skipFixed());
            }
        }
        if (number() > 0) {
            throw new IllegalStateException("nobody has an address here");
        }
    }

    private void log() {
        List<Long> terms = new ArrayList<>();
        if (number() + number() > 0) {
            throw new IllegalStateException("nothing is forgotten here");
        }
        members();
        if (number() > 0) {
            throw new IllegalStateException("nobody changes the members here");
        }
        for (long count = number(); count > 0; count = number()) {
            long each = number();
            for (long i = 0; i < count; i++) {
                terms.add(each);
            }
        }
        number();
        log = new long[terms.size()];
        for (int i = 0; i < log.length; i++) {
            log[i] = Entry.of(terms.get(i), number());
        }
        number();
        skipNumber();
        long pending = skipNumber();
        to.number(pending);
        to.number(pending);
        for (long i = 0; i < pending; i++) {
            number();
        }
        number();
        number();
    }

    private void role() {
        switch (octet()) {
            case 0 -> follower();
            case 1 -> candidate();
            default -> leader();
        }
    }

    private void follower() {
        leader = server();
        number();
        number();
        for (long questions = number(); questions > 0; questions--) {
            number();
            tickets();
        }
        tickets();
        number();
    }

    private void tickets() {
        for (long count = number(); count > 0; count--) {
            number();
        }
    }

    private void candidate() {
        standing = octet() != 0 ? Standing.PRE_CANDIDATE : Standing.CANDIDATE;
        octet();
        granted = new boolean[servers + 1];
        for (int server = 1; server <= servers; server++) {
            granted[names[server]] = from[at++] != 0;
        }
        for (int server = 1; server <= servers; server++) {
            to.octet(granted[server] ? 1 : 0);
        }
    }

    private void leader() {
        standing = Standing.LEADER;
        leader = self;
        byte[][] peers = new byte[servers + 1][];
        for (int server = 1; server <= servers; server++) {
            int start = at;
            progress();
            peers[names[server]] = Arrays.copyOfRange(from, start, at);
        }
        for (int server = 1; server <= servers; server++) {
            to.bytes(peers[server]);
        }
        int early = (int) number();
        int waiting = (int) number();
        if (early + waiting > 0) {
            throw new IllegalStateException("nobody reads here");
        }
        if (number() + number() > 0) {
            throw new IllegalStateException("and no round is under way");
        }
        lease();
        number();
        octet();
    }

    private void lease() {
        number();
        number();
        octet();
    }

    private void progress() {
        skipNumber();
        skipNumber();
        at += 3;
        skipNumbers(4);
        at += 1;
        for (long window = skipNumber(); window > 0; window--) {
            skipNumber();
            skipNumber();
        }
    }

    private record Held(Bytes need, Bytes letter) implements Comparable<Held> {
        @Override
        public int compareTo(Held other) {
            return letter.compareTo(other.letter);
        }
    }

    private void held() {
        Octets before = new Octets();
        before.bytes(to.take());
        List<Held> all = new ArrayList<>();
        for (long count = skipNumber(); count > 0; count--) {
            number();
            server();
            Bytes need = Bytes.owned(to.take());
            server();
            int start = at;
            skipMessage();
            to.bytes(from, start, at);
            all.add(new Held(need, Bytes.owned(to.take())));
        }
        List<Held> normal = normal(all);
        to.bytes(before.take());
        to.number(normal.size());
        for (Held each : normal) {
            to.bytes(each.need.toArray());
            to.bytes(each.letter.toArray());
        }
    }

    /** Sorted among those of one need, each once. */
    private static List<Held> normal(List<Held> all) {
        List<Held> normal = new ArrayList<>();
        int start = 0;
        while (start < all.size()) {
            int end = start;
            while (end < all.size() && all.get(end).need.equals(all.get(start).need)) {
                end++;
            }
            List<Held> run = new ArrayList<>(all.subList(start, end));
            run.sort(null);
            for (int i = 0; i < run.size(); i++) {
                if (i == 0 || run.get(i).compareTo(run.get(i - 1)) != 0) {
                    normal.add(run.get(i));
                }
            }
            start = end;
        }
        return normal;
    }

    /** Messages name no server. */
    private void skipMessage() {
        int kind = from[at++];
        skipNumbers(FIELDS[kind]);
        switch (kind) {
            case 2, 3, 4 -> at++;
            case 5 -> skipEntries();
            case 13 -> skipNumbers(skipNumber());
            default -> {}
        }
    }

    /** How many numbers begin a message of each kind. */
    private static final int[] FIELDS = {0, 3, 1, 3, 1, 4, 2, 4, 4, 3, 1, 2, 3, 1};

    private void skipEntries() {
        skipNumber();
        long entries = 0;
        for (long count = skipNumber(); count > 0; count = skipNumber()) {
            skipNumber();
            entries += count;
        }
        skipNumbers(entries + 1);
    }

    private void skipNumbers(long count) {
        for (long i = 0; i < count; i++) {
            skipNumber();
        }
    }
}
