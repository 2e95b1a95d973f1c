package io.jangada.sim.explore;

import io.jangada.sim.script.Plot;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Looks at every state that can be reached within bounds, the nearest first, so that the way to the
 * first violation is a shortest one. Deterministic; runs once.
 */
public final class Explorer {
    /** How often a state is healed without being an end, one in so many. */
    private static final int HEALED_ONE_IN = 4096;

    /** How often {@link Watch} is asked, in states. */
    private static final int WATCHED_EVERY = 4096;

    /** Is told of the progress. */
    @FunctionalInterface
    public interface Watch {
        /** Returns whether to go on. */
        boolean goesOn(long states, long transitions, long waiting, int depth);
    }

    private final Bounds bounds;
    private final Reductions reductions;
    private final Servers servers;
    private final Ids<History> histories;
    private final Moves moves;
    private final Symmetry symmetry;
    private final Healing healing;
    private final Fingerprints seen = new Fingerprints();
    private final Frontier frontier = new Frontier();
    private final Origins origins = new Origins();
    private final Map<Kind, Long> made = new EnumMap<>(Kind.class);
    private final Local[] scratch;
    private long transitions;
    private long healed;
    private long parent;
    private boolean moved;
    private int lastOrdinal;
    private @Nullable Violation violation;
    private Consumer<World> show = world -> {};

    public Explorer(Bounds bounds, Reductions reductions) {
        this.bounds = bounds;
        this.reductions = reductions;
        for (Kind kind : Kind.values()) {
            made.put(kind, 0L);
        }
        int count = bounds.servers();
        List<int[]> renamings =
                reductions.symmetry() ? Renamings.all(count) : Renamings.none(count);
        servers = new Servers(count, reductions, renamings);
        histories = new Ids<>(History::key, History::renamed, renamings);
        moves = new Moves(bounds, reductions, servers, histories);
        symmetry = new Symmetry(count, servers, histories, renamings);
        healing = new Healing(servers, histories, count);
        scratch = new Local[count + 1];
    }

    public Outcome run(Watch watch) {
        State initial = moves.initial();
        symmetry.normalize(initial);
        origins.add(0, 0);
        seen.add(first(initial), second(initial));
        frontier.add(initial, new Move(), new int[bounds.servers() + 1]);
        show.accept(world(initial));
        violation = Invariant.broken(world(initial));
        State state = new State(bounds.servers());
        Move incoming = new Move();
        int depth = 0;
        long levelEnd = 1;
        boolean stopped = false;
        for (parent = 0; frontier.count() > 0 && violation == null && !stopped; parent++) {
            if (parent == levelEnd) {
                depth++;
                levelEnd = seen.count();
            }
            frontier.take(state, incoming);
            moved = false;
            moves.each(state, incoming, this::take);
            if (violation == null && (!moved || isChosen(state))) {
                heal(state);
            }
            stopped =
                    parent % WATCHED_EVERY == 0
                            && !watch.goesOn(seen.count(), transitions, frontier.count(), depth);
        }
        if (violation == null && !stopped) {
            parent = 1;
            heal(initial);
        }
        return outcome(depth);
    }

    private boolean take(Move move, Effect effect, State next) {
        moved = true;
        transitions++;
        made.merge(move.kind, 1L, Long::sum);
        violation = effect.violation();
        Turn turn = effect.historic();
        if (violation == null && turn != null && turn.advancesCommit()) {
            String sentence = CommitRule.broken(turn, world(next));
            violation = sentence == null ? null : new Violation(CommitRule.NAME, sentence);
        }
        if (violation == null) {
            int[] names = symmetry.names(symmetry.normalize(next));
            if (seen.add(first(next), second(next))) {
                World world = world(next);
                show.accept(world);
                violation = Invariant.broken(world);
                if (violation == null) {
                    origins.add(parent, move.ordinal);
                    frontier.add(next, move, names);
                }
            }
        }
        lastOrdinal = move.ordinal;
        return violation == null;
    }

    private void heal(State state) {
        violation = healing.fails(state);
        healed++;
        lastOrdinal = 0;
    }

    private static boolean isChosen(State state) {
        return (first(state) >>> 1) % HEALED_ONE_IN == 0;
    }

    private World world(State state) {
        for (int server = 1; server <= bounds.servers(); server++) {
            scratch[server] = servers.locals.value(state.local(server));
        }
        return new World(scratch, histories.value(state.history()));
    }

    private static long first(State state) {
        return Fingerprints.first(state.numbers, state.size);
    }

    private static long second(State state) {
        return Fingerprints.second(state.numbers, state.size);
    }

    private Outcome outcome(int depth) {
        Violation found = violation;
        Plot way = null;
        int length = 0;
        if (found != null) {
            int[] path = origins.path(Math.max(0, parent - 1));
            List<Healing.Event> events = lastOrdinal == 0 ? healing.events() : List.of();
            length = path.length + (lastOrdinal == 0 ? 0 : 1);
            way =
                    new Trace(moves, servers, symmetry, bounds, reductions)
                            .to(path, lastOrdinal, events);
        }
        return new Outcome(
                seen.count(),
                transitions,
                made,
                depth,
                healed,
                found == null && frontier.count() == 0,
                found == null ? null : found.invariant(),
                found == null ? "" : found.sentence(),
                length,
                way);
    }

    /** How many states single servers were in, and how many times one was stepped. */
    public String sizes() {
        return "%d states of single servers, %d letters, %d histories, %d steps of a core"
                .formatted(
                        servers.locals.count(),
                        servers.letters.count(),
                        histories.count(),
                        servers.turns());
    }

    /** For tests: is shown every state, good until the return only. */
    void show(Consumer<World> all) {
        show = all;
    }

    /** For tests, which look at every pair of what came up. */
    Servers servers() {
        return servers;
    }
}
