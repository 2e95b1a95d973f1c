package io.jangada.sim.explore;

import io.jangada.raft.Message;
import io.jangada.raft.Standing;

/** All that may happen next in a state, and what comes of it. */
final class Moves {
    /** Takes one move. {@code next} is good until the return only. */
    interface Taker {
        /** Returns whether to go on. */
        boolean take(Move move, Effect effect, State next);
    }

    private final Bounds bounds;
    private final Reductions reductions;
    private final Servers servers;
    private final Ids<History> histories;
    private final Dead dead;
    private final Move move = new Move();
    private final State next;
    private State state;
    private Taker taker;
    private boolean going;

    /** The move that led to the state, so that independent ones are made in one order only. */
    private final Move last = new Move();

    Moves(Bounds bounds, Reductions reductions, Servers servers, Ids<History> histories) {
        this.bounds = bounds;
        this.reductions = reductions;
        this.servers = servers;
        this.histories = histories;
        dead = new Dead(bounds.terms(), reductions.hearsay());
        next = new State(bounds.servers());
        state = next;
        taker = (_, _, _) -> false;
    }

    State initial() {
        State initial = new State(bounds.servers());
        for (int server = 1; server <= bounds.servers(); server++) {
            initial.local(server, servers.blank(server));
        }
        initial.history(histories.of(History.empty(bounds.servers(), bounds.terms())));
        return initial;
    }

    /** Hands all moves from {@code from} to {@code to}, in an order that is always the same. */
    void each(State from, Move incoming, Taker to) {
        state = from;
        last.set(incoming);
        taker = to;
        going = true;
        move.ordinal = 0;
        for (int server = 1; server <= bounds.servers() && going; server++) {
            own(server, servers.locals.value(state.local(server)));
        }
        for (int i = state.lettersFrom(); i < state.size && going; i++) {
            post(state.numbers[i]);
        }
    }

    private void own(int server, Local local) {
        if (local.canSave) {
            one(Kind.SAVE, server, Servers.SAVE);
        }
        if (local.disk.canForce()) {
            one(Kind.FORCE, server, Servers.FORCE);
        }
        if (reductions.hearsay()) {
            hearsay(server, local);
        }
        if (local.leads()) {
            leader(server);
        } else {
            if (local.term < bounds.terms()) {
                one(Kind.ELAPSE, server, Servers.ELAPSE);
            }
            if (local.leaderHeard) {
                one(Kind.SILENCE, server, Servers.SILENT);
            }
        }
        if (local.standing != Standing.FOLLOWER
                && state.used(State.HEARTBEATS) < bounds.heartbeats()) {
            one(Kind.HEARTBEAT, server, Servers.HEARTBEAT);
        }
        if (state.used(State.CRASHES) < bounds.crashes()) {
            for (int way = 0; way < local.crashes; way++) {
                one(Kind.CRASH, server, Servers.CRASH + way);
            }
        }
    }

    /** Some server has a later term on its disk, and may have told. */
    private void hearsay(int server, Local local) {
        long latest = 0;
        for (int other = 1; other <= bounds.servers(); other++) {
            latest = Math.max(latest, servers.locals.value(state.local(other)).disk.term());
        }
        for (int term = (int) local.term + 1; term <= latest; term++) {
            one(Kind.HEARSAY, server, Servers.HEARSAY + term);
        }
    }

    private void leader(int server) {
        // In the last term a leader that goes on does all that one that has stepped down can.
        if (bounds.servers() > 1
                && servers.locals.value(state.local(server)).term < bounds.terms()) {
            one(Kind.STEP_DOWN, server, Servers.QUORUM_SILENT);
        }
        int proposed = state.used(State.ENTRIES);
        if (proposed < bounds.entries()) {
            one(Kind.PROPOSE, server, Servers.PROPOSE + proposed);
        }
        for (int peer = 1; peer <= bounds.servers(); peer++) {
            if (state.isBroken(server, peer)) {
                one(Kind.LOST, server, Servers.LOST + peer);
            }
        }
    }

    private void one(Kind kind, int server, int event) {
        make(kind, server, event, -1);
    }

    private void post(int number) {
        Letter letter = servers.letters.value(number);
        int event = Servers.LETTER + number;
        make(Kind.DELIVER, letter.to(), event, number);
        boolean again = reductions.votes() && isAboutVotes(number);
        if (!again && state.used(State.DUPLICATES) < bounds.duplicates()) {
            make(Kind.DUPLICATE, letter.to(), event, number);
        }
        boolean told = servers.locals.value(state.local(letter.from())).leads();
        if (told && state.used(State.DROPS) < bounds.drops()) {
            drop(letter, number);
        }
    }

    private void make(Kind kind, int server, int event, int letter) {
        if (!going) {
            return;
        }
        Effect effect = servers.effect(state.local(server), event);
        if (effect.idle() && reductions.idle() && kind != Kind.CRASH && kind != Kind.LOST) {
            return;
        }
        if (reductions.prompt() && mayWait(kind, state.local(server), event, effect)) {
            return;
        }
        move.set(kind, server, event, letter < 0 ? 0 : servers.letters.value(letter).from());
        move.rank = letter < 0 ? event : Servers.LETTER + servers.content(letter);
        move.ordinal++;
        if (reductions.independence() && move.waitsFor(last)) {
            return;
        }
        next.set(state);
        next.local(server, effect.next());
        if (kind == Kind.DELIVER && !(reductions.votes() && isAboutVotes(letter))) {
            next.remove(letter);
        }
        count(kind, letter);
        connections(kind, server, event, effect);
        remember(effect);
        for (int sent : effect.sent()) {
            next.post(sent);
        }
        forget(server);
        going = taker.take(move, effect, next);
    }

    private boolean isAboutVotes(int letter) {
        return switch (servers.letters.value(letter).message()) {
            case Message.PreVote _,
                    Message.PreVoteReply _,
                    Message.RequestVote _,
                    Message.RequestVoteReply _ ->
                    true;
            default -> false;
        };
    }

    /**
     * Whether the event may as well come after the server's term and vote are durable: it sends
     * nothing, and both orders end alike.
     */
    private boolean mayWait(Kind kind, int local, int event, Effect effect) {
        if (kind == Kind.SAVE
                || kind == Kind.CRASH
                || effect.sent().length > 0
                || effect.violation() != null
                || !servers.locals.value(local).canSave) {
            return false;
        }
        Effect saved = servers.effect(local, Servers.SAVE);
        Effect late = servers.effect(saved.next(), event);
        Effect early = servers.effect(effect.next(), Servers.SAVE);
        return late.next() == early.next()
                && late.violation() == null
                && early.violation() == null
                && covers(saved.sent(), late.sent(), early.sent());
    }

    private static boolean covers(int[] some, int[] others, int[] all) {
        for (int letter : all) {
            if (!contains(some, letter) && !contains(others, letter)) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(int[] letters, int letter) {
        for (int each : letters) {
            if (each == letter) {
                return true;
            }
        }
        return false;
    }

    private void drop(Letter letter, int number) {
        if (!going || (reductions.idle() && state.isBroken(letter.from(), letter.to()))) {
            return;
        }
        move.set(Kind.DROP, letter.from(), Servers.LETTER + number, letter.from());
        move.ordinal++;
        next.set(state);
        next.remove(number);
        next.use(State.DROPS);
        next.breaks(letter.from(), letter.to());
        int local = state.local(letter.from());
        going = taker.take(move, new Effect(local, new int[0], false, null, null), next);
    }

    private void count(Kind kind, int letter) {
        switch (kind) {
            case PROPOSE -> next.use(State.ENTRIES);
            case CRASH -> next.use(State.CRASHES);
            case DUPLICATE -> next.use(State.DUPLICATES);
            default -> {}
        }
        if (letter >= 0 && isHeartbeat(letter)) {
            next.use(State.HEARTBEATS);
        }
    }

    private boolean isHeartbeat(int letter) {
        Message message = servers.letters.value(letter).message();
        return message instanceof Message.Heartbeat
                || (message instanceof Message.AppendEntries append && append.entries().isEmpty());
    }

    /**
     * Leaders learn of a power cut elsewhere, some time; who stops leading has nothing to learn.
     */
    private void connections(Kind kind, int server, int event, Effect effect) {
        if (kind == Kind.LOST) {
            next.mended(server, event - Servers.LOST);
        }
        if (kind == Kind.CRASH) {
            for (int other = 1; other <= bounds.servers(); other++) {
                if (other != server && servers.locals.value(next.local(other)).leads()) {
                    next.breaks(other, server);
                }
            }
        }
        if (next.broken() != 0 && !servers.locals.value(effect.next()).leads()) {
            for (int peer = 1; peer <= bounds.servers(); peer++) {
                next.mended(server, peer);
            }
        }
    }

    private void remember(Effect effect) {
        Turn turn = effect.historic();
        if (turn != null) {
            long durableTerm = Long.MAX_VALUE;
            for (int server = 1; server <= bounds.servers(); server++) {
                long term = servers.locals.value(next.local(server)).disk.term();
                durableTerm = Math.min(durableTerm, term);
            }
            History history = histories.value(next.history());
            next.history(histories.of(history.after(turn, durableTerm)));
        }
    }

    /** Takes out the letters that no move can use any more, after an event at {@code server}. */
    private void forget(int server) {
        boolean full = next.used(State.HEARTBEATS) >= bounds.heartbeats();
        int kept = next.lettersFrom();
        for (int i = kept; i < next.size; i++) {
            int number = next.numbers[i];
            if (!(full && isHeartbeat(number)) && !(reductions.dead() && isDead(number, server))) {
                next.numbers[kept++] = number;
            }
        }
        next.size = kept;
    }

    private boolean isDead(int number, int server) {
        Letter letter = servers.letters.value(number);
        if (letter.from() != server && letter.to() != server) {
            return false;
        }
        Local from = servers.locals.value(next.local(letter.from()));
        Local to = servers.locals.value(next.local(letter.to()));
        return dead.isDead(letter, from, to);
    }
}
