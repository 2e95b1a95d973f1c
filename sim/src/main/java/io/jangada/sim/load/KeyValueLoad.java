package io.jangada.sim.load;

import io.jangada.database.Database;
import io.jangada.kv.Result;
import io.jangada.node.Image;
import io.jangada.node.Loader;
import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;
import io.jangada.sim.history.Commit;
import io.jangada.sim.history.History;
import io.jangada.sim.history.Operation;
import io.jangada.sim.history.RevisionOrder;
import io.jangada.sim.history.Wgl;
import io.jangada.sim.world.Cluster;
import io.jangada.sim.world.Workload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Clients of the database: each asks one thing after another of a few keys, tries again as the
 * product's client does, and writes down what it saw.
 */
public final class KeyValueLoad implements Workload<Result> {
    /**
     * How much there is to do.
     *
     * @param clients at work at one time
     * @param keys how many they share
     * @param pause nanoseconds between two requests of a client, on average
     * @param valueBytes of the longest value
     */
    public record Size(int clients, int keys, long pause, int valueBytes) {}

    /** Steps of the search for an order, after which its verdict is unknown. */
    private static final long STEPS_MAX = 5_000_000;

    private final Size size;
    private final long stepsMax;
    private final List<KeyValueClient> clients = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    private final TreeMap<Long, Commit> committed = new TreeMap<>();
    private boolean stopped;
    private long acknowledged;
    private boolean undecided;

    public KeyValueLoad(Size size) {
        this(size, STEPS_MAX);
    }

    /**
     * @param stepsMax of the search for an order
     */
    KeyValueLoad(Size size, long stepsMax) {
        this.size = size;
        this.stepsMax = stepsMax;
    }

    @Override
    public StateMachine<Result> machine() {
        return new Recording(new Database());
    }

    /** Writes down what each revision changed, as the first member that applies it has it. */
    private final class Recording implements StateMachine<Result> {
        private final Database database;

        Recording(Database database) {
            this.database = database;
        }

        @Override
        public Result apply(long index, Bytes command) {
            long before = database.store().revision();
            Result result = database.apply(index, command);
            long revision = database.store().revision();
            if (revision != before && !committed.containsKey(revision)) {
                committed.put(revision, Requests.commit(database.store(), revision));
            }
            return result;
        }

        @Override
        public Image image() {
            return database.image();
        }

        @Override
        public Loader loader() {
            return database.loader();
        }
    }

    /** The revision of a store that this load made. */
    public static long revision(StateMachine<Result> machine) {
        return database(machine).store().revision();
    }

    static Database database(StateMachine<Result> machine) {
        if (machine instanceof Recording recording) {
            return recording.database;
        }
        throw new IllegalArgumentException("not a machine of this load");
    }

    @Override
    public long digest(Result result) {
        return Requests.digest(result);
    }

    @Override
    public void start(Cluster<Result> cluster) {
        for (int i = 0; i < size.clients(); i++) {
            KeyValueClient client = new KeyValueClient(this, cluster, size, i);
            clients.add(client);
            client.begin();
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    @Override
    public boolean isIdle() {
        return clients.stream().allMatch(KeyValueClient::isIdle);
    }

    @Override
    public long acknowledged() {
        return acknowledged;
    }

    void ended(Operation operation) {
        operations.add(operation);
        if (operation.response() != null && operation.response().changed(operation.request())) {
            acknowledged++;
        }
    }

    @Override
    public boolean isUndecided() {
        return undecided;
    }

    @Override
    public @Nullable String check() {
        String sentence = RevisionOrder.violation(history(), List.copyOf(committed.values()));
        if (sentence != null) {
            return sentence;
        }
        return switch (search()) {
            case Wgl.Verdict.Linearizable _ -> null;
            case Wgl.Verdict.Unknown _ -> {
                undecided = true;
                yield null;
            }
            case Wgl.Verdict.Not(var why) -> "no order explains what clients saw: " + why;
        };
    }

    /** Looks for an order of all that clients saw so far, wherever the run ended. */
    public Wgl.Verdict search() {
        return Wgl.check(history(), stepsMax);
    }

    /** What clients asked for so far, and what came of it. */
    public List<Operation> operations() {
        return history().operations();
    }

    /** With what clients wait for still, which may have happened or not. */
    private History history() {
        List<Operation> all = new ArrayList<>(operations);
        clients.forEach(client -> {
            Operation waiting = client.waiting();
            if (waiting != null) {
                all.add(waiting);
            }
        });
        return new History(all);
    }
}
