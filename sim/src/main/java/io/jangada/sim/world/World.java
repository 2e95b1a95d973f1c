package io.jangada.sim.world;

import io.jangada.client.retry.Failure;
import io.jangada.node.Config;
import io.jangada.node.Frame;
import io.jangada.node.Member;
import io.jangada.node.Outcome;
import io.jangada.node.ReadMode;
import io.jangada.node.ReadOutcome;
import io.jangada.node.Reason;
import io.jangada.node.StateMachine;
import io.jangada.node.storage.Opening;
import io.jangada.raft.Bytes;
import io.jangada.raft.HardState;
import io.jangada.raft.Members;
import io.jangada.raft.Output;
import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;
import io.jangada.sim.chance.Choice;
import io.jangada.sim.chance.Keyed;
import io.jangada.sim.check.Oracle;
import io.jangada.sim.check.Violation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One run of a simulated cluster: troubles for a while, then none, and then it has to be well
 * again. Not thread-safe; one object is one run.
 *
 * @param <R> what the state machine gives
 */
public final class World<R> {
    /** How a run ended. */
    public record Run(
            long seed,
            @Nullable Violation violation,
            long events,
            long nanos,
            long checks,
            long leaders,
            long acknowledged,
            long trace,
            Coverage coverage) {}

    /** Between these rates of their clocks leases hold. */
    public static final double LEASE_RATE_MIN = 0.95;

    public static final double LEASE_RATE_MAX = 1.05;

    /** Counts a run of which it is not known whether what clients saw can be. */
    public static final String UNDECIDED = "history undecided";

    /** Nanoseconds from a failing disk to the end of the process. */
    private static final long STOPS_WITHIN = 100_000_000;

    private static final long CALL_MIN = 100_000;
    private static final long CALL_MAX = 2_000_000;

    private final long seed;
    private final Setup setup;
    private final List<Trouble> troubles;
    private final Workload<R> workload;
    private final Agenda agenda = new Agenda();
    private final Coverage coverage = new Coverage();
    private final Oracle oracle;
    private final Network network;
    private final Wire wire;
    private final Damage damage;
    private final Members members;
    private final List<Host<R>> hosts = new ArrayList<>();
    private final States states;
    private final Choice calls;
    private final Endurance endurance;
    private final Healing<R> healing;
    private long trace;
    private long leaders;
    private long reads;

    /** Whether clocks are as good as leases need them. */
    private final boolean leases;

    private @Nullable Consumer<String> told;
    private Witness witness = Witness.NONE;

    /**
     * @param troubles in the order of their times
     */
    public World(long seed, Setup setup, List<Trouble> troubles, Workload<R> workload) {
        this.seed = seed;
        this.setup = setup;
        this.troubles = List.copyOf(troubles);
        this.leases = troubles.stream().allMatch(World::leavesLeases);
        this.workload = workload;
        List<ServerId> ids = new ArrayList<>();
        for (int i = 0; i < setup.members(); i++) {
            ids.add(new ServerId(i + 1));
        }
        this.members = Members.of(ids.subList(0, setup.voters()).toArray(ServerId[]::new));
        this.oracle = new Oracle(ids, members);
        this.states = new States(setup.members(), coverage);
        this.network = new Network(seed, setup, agenda, coverage, this::arrived);
        this.wire = new Wire(seed, oracle);
        this.calls = Keyed.of(seed, "calls", 0);
        this.endurance = new Endurance(this, Keyed.of(seed, "endurance", 0));
        this.damage = new Damage(Keyed.of(seed, "damage", 0), coverage);
        for (int i = 0; i < setup.members(); i++) {
            hosts.add(new Host<>(this, i, seed));
        }
        this.healing = new Healing<>(this, Keyed.of(seed, "healing", 0));
    }

    private static boolean leavesLeases(Trouble trouble) {
        return switch (trouble) {
            case Trouble.Leap _ -> false;
            case Trouble.Drift(_, _, double rate) ->
                    rate >= LEASE_RATE_MIN && rate <= LEASE_RATE_MAX;
            default -> true;
        };
    }

    /** Tells {@code reader} a line for each thing that happens. */
    public World<R> telling(Consumer<String> reader) {
        told = reader;
        return this;
    }

    /** Tells {@code other} what each core is given. */
    public World<R> witnessed(Witness other) {
        witness = other;
        return this;
    }

    /** Runs to the end, or to the first violation. */
    public Run run() {
        hosts.forEach(Host::start);
        agenda.after(setup.core().electionTimeoutMin(), () -> workload.start(new Clients()));
        Striking<R> striking = new Striking<>(this);
        for (Trouble trouble : troubles) {
            agenda.at(trouble.at(), () -> striking.strike(trouble));
        }
        runUntil(setup.troubled());
        healing.run();
        states.end();
        if (oracle.violation() == null) {
            String sentence = workload.check();
            if (sentence != null) {
                oracle.report("I16", sentence);
            }
            if (workload.isUndecided()) {
                coverage.count(UNDECIDED);
            }
        }
        return new Run(
                seed,
                oracle.violation(),
                agenda.events(),
                agenda.now(),
                oracle.checks(),
                leaders,
                workload.acknowledged(),
                trace,
                coverage);
    }

    /** False when something is violated. */
    boolean runUntil(long end) {
        while (oracle.violation() == null) {
            if (!agenda.step(end)) {
                return true;
            }
        }
        return false;
    }

    Agenda agenda() {
        return agenda;
    }

    Setup setup() {
        return setup;
    }

    Oracle oracle() {
        return oracle;
    }

    Coverage coverage() {
        return coverage;
    }

    Network network() {
        return network;
    }

    Endurance endurance() {
        return endurance;
    }

    Damage damage() {
        return damage;
    }

    List<Host<R>> hosts() {
        return hosts;
    }

    Workload<R> workload() {
        return workload;
    }

    long leaders() {
        return leaders;
    }

    /** A line for whoever reads along. */
    void tell(Object... words) {
        if (told != null) {
            StringBuilder line = new StringBuilder();
            line.append("%12.6f".formatted(agenda.now() / 1e9));
            for (Object word : words) {
                line.append(' ').append(word);
            }
            told.accept(line.toString());
        }
    }

    private void mix(long bits) {
        trace = (trace ^ bits ^ agenda.now()) * 0x9e37_79b9_7f4a_7c15L;
        trace ^= trace >>> 29;
    }

    // What hosts tell.

    Config config(ServerId id) {
        Members known = members.isVoter(id) ? members : Members.NONE;
        Config shipped = Config.of(id, known, setup.core());
        return new Config(
                id,
                known,
                1,
                setup.core(),
                setup.proposalsMax(),
                setup.narrow() ? 256 : shipped.proposalBytesMax(),
                setup.narrow() ? 2 : shipped.readsMax(),
                Math.min(shipped.commandBytesMax(), setup.limits().payloadBytesMax() - 1024),
                setup.narrow() ? 4 : shipped.framesMax(),
                setup.narrow() ? 512 : shipped.frameBytesMax(),
                setup.narrow() ? 256 : shipped.applyBytesMax(),
                setup.applyLagMax(),
                shipped.requestTimeout(),
                0,
                setup.snapshots(),
                of -> setup.changes() ? (int) (of.value() % 4) : 0);
    }

    Member.Instruments instruments(Host<R> host) {
        return new Member.Instruments(
                probe -> coverage.count("probe " + probe),
                (raft, input, payloads, outputs) -> {
                    oracle.stepped(host.id, raft, input, payloads, outputs);
                    states.stepped(host.number, input, raft.status());
                    endurance.look(host, outputs);
                    for (Output output : outputs) {
                        switch (output) {
                            case Output.Changed(var standing, var term, _) -> {
                                tell(host.id, "is", standing, "in term", term);
                                leaders += standing == Standing.LEADER ? 1 : 0;
                            }
                            case Output.SaveHardState(var hardState) ->
                                    tell(host.id, "saves", hardState);
                            case Output.Append append -> {
                                host.inside.appends(append.truncates());
                                tell(host.id, "appends", append.entries());
                            }
                            case Output.Commit(var index) -> tell(host.id, "commits", index);
                            case Output.Reconfigured(var next) ->
                                    tell(host.id, "has members", next);
                            case Output.Restore restore -> {
                                coverage.count("snapshots restored");
                                host.inside.restores(restore);
                                tell(host.id, "restores", restore.snapshot());
                            }
                            case Output.FetchSnapshot fetch ->
                                    host.inside.fetches(fetch.snapshot());
                            case Output.Send _,
                                    Output.ReadReady _,
                                    Output.Refuse _,
                                    Output.ChangeEnded _,
                                    Output.TransferEnded _ -> {}
                        }
                    }
                });
    }

    Witness witness() {
        return witness;
    }

    void crashed(Host<R> host) {
        oracle.crashed(host.id);
        states.crashed(host.number);
    }

    Watched<R> machine(Host<R> host) {
        return new Watched<>(workload, oracle, host.id);
    }

    void recovered(Host<R> host, Opening.Recovered recovered) {
        tell(host.id, "starts", recovered.hardState(), "log to", recovered.log().last());
        HardState hardState = recovered.hardState();
        witness.started(host.id, agenda.now(), hardState, recovered.log(), recovered.suspectFrom());
        oracle.recovered(
                host.id, hardState, recovered.prevTerm(), recovered.log(), recovered.suspectFrom());
    }

    void turned(Host<R> host, int part) {
        mix(host.number * 16L + part);
    }

    /** The member has stopped itself: the process ends, and is started again by and by. */
    void fatal(Host<R> host, String reason) {
        tell(host.id, "stops itself:", reason);
        coverage.count("member stopped itself");
        if (!host.weather.hurt() && !host.rotten) {
            oracle.report("I23", host.id + " stops itself: " + reason);
        }
        long since = Math.max(host.weather.hurtAt(), host.stoodUntil());
        if (host.weather.hurt() && !host.rotten && agenda.now() - since > STOPS_WITHIN) {
            coverage.count("member stopped itself late");
            long late = (agenda.now() - since) / 1_000_000;
            oracle.report("I23", "%s stops itself %d ms after %s".formatted(host.id, late, reason));
        }
        host.weather.forget();
        host.crash();
        agenda.after(2 * setup.core().electionTimeoutMin(), host::start);
    }

    void send(Host<R> from, ServerId to, Frame frame) {
        oracle.sent(from.id, frame);
        from.inside.sends(to, frame);
        network.send(from.number, (int) to.value() - 1, wire.carry(frame));
    }

    private void arrived(int from, int to, Frame frame) {
        mix(frame.message().term() * 256 + from * 16L + to);
        if (told != null) {
            tell(hosts.get(from).id, "->", hosts.get(to).id, frame.message());
        }
        Host<R> host = hosts.get(to);
        host.receive(hosts.get(from).id, host.inside.receives(frame));
    }

    /** The clients' side. */
    private final class Clients implements Cluster<R> {
        @Override
        public int members() {
            return hosts.size();
        }

        @Override
        public long now() {
            return agenda.now();
        }

        @Override
        public void after(long nanos, Runnable work) {
            agenda.after(nanos, work);
        }

        @Override
        public Choice choice(String stream, long number) {
            return Keyed.of(seed, stream, number);
        }

        @Override
        public void propose(int number, Bytes command, Consumer<Answer<Outcome.Applied<R>>> done) {
            Call<Outcome.Applied<R>> call = new Call<>(hosts.get(number), done);
            call.arrives(member ->
                    answered(
                            member.propose(command),
                            outcome -> {
                                switch (outcome) {
                                    case Outcome.Applied<R> applied ->
                                            call.answer(new Answer.Got<>(applied));
                                    case Outcome.Refused<R>(var why) -> call.refuse(why);
                                }
                            }));
        }

        @Override
        public <T> void read(
                int number, Function<StateMachine<R>, T> look, Consumer<Answer<T>> done) {
            Host<R> host = hosts.get(number);
            Call<T> call = new Call<>(host, done);
            call.arrives(member ->
                    answered(
                            member.read(mode()),
                            outcome -> {
                                switch (outcome) {
                                    case ReadOutcome.Ready _ ->
                                            call.answer(
                                                    new Answer.Got<>(look.apply(host.machine())));
                                    case ReadOutcome.Refused(var why) -> call.refuse(why);
                                }
                            }));
        }

        private ReadMode mode() {
            reads++;
            return leases && reads % 2 == 0 ? ReadMode.LEASE : ReadMode.READ_INDEX;
        }

        private <T> void answered(CompletableFuture<T> answer, Consumer<T> take) {
            var _ =
                    answer.thenAccept(take)
                            .exceptionally(thrown -> {
                                oracle.report("I23", "whoever takes an answer throws " + thrown);
                                return null;
                            });
        }
    }

    /** One request of a client at one member, on its way there and back. */
    private final class Call<T> {
        private final Host<R> host;
        private final Consumer<Answer<T>> done;
        private final Runnable broken = this::isBroken;
        private boolean ended;

        Call(Host<R> host, Consumer<Answer<T>> done) {
            this.host = host;
            this.done = done;
        }

        void arrives(Consumer<Member<R>> work) {
            agenda.after(
                    calls.spread(CALL_MIN, CALL_MAX),
                    () -> {
                        Member<R> member = host.member();
                        if (member == null || !oracle.isMember(host.id)) {
                            back(new Answer.Failed<>(Failure.NOT_SENT));
                        } else {
                            host.calls.add(broken);
                            work.accept(member);
                        }
                    });
        }

        void answer(Answer<T> answer) {
            if (host.calls.remove(broken)) {
                back(answer);
            }
        }

        /** As the server tells a client: refused for good, or to be tried again elsewhere. */
        void refuse(Reason why) {
            answer(
                    new Answer.Failed<>(
                            switch (why) {
                                case TOO_LARGE -> Failure.REFUSED;
                                case BUSY, NO_SPACE, NO_LEADER, TIMED_OUT, STOPPED ->
                                        Failure.UNAVAILABLE;
                            }));
        }

        private void isBroken() {
            back(new Answer.Failed<>(Failure.UNAVAILABLE));
        }

        private void back(Answer<T> answer) {
            if (!ended) {
                ended = true;
                agenda.after(calls.spread(CALL_MIN, CALL_MAX), () -> done.accept(answer));
            }
        }
    }
}
