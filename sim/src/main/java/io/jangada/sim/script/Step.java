package io.jangada.sim.script;

import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;

import java.util.function.UnaryOperator;

/** One thing that happens at one server; most are one command of a scenario. */
public sealed interface Step {
    ServerId at();

    /** An election time-out, with the silence of the leader. */
    record Elapse(ServerId at) implements Step {}

    /** The same, and all others promise their votes. */
    record Campaign(ServerId at) implements Step {}

    /** No word from a leader for the minimum of an election time-out. */
    record Silence(ServerId at) implements Step {}

    record Heartbeat(ServerId at) implements Step {}

    record QuorumSilent(ServerId at) implements Step {}

    /** What was sent to {@code peer} may be lost. */
    record Lost(ServerId at, ServerId peer) implements Step {}

    record Propose(ServerId at, Sizes sizes) implements Step {}

    record Read(ServerId at, long ticket) implements Step {}

    record Transfer(ServerId at, ServerId to) implements Step {}

    /** A refused vote, from nobody in particular, shows a later term. */
    record Hear(ServerId at, long term) implements Step {}

    /**
     * A message arrives: this one, or what its sender sent in its place.
     *
     * @param newer how many of its kind were sent after it so far; -1 where that is not known
     */
    record Deliver(ServerId from, ServerId at, Message message, int newer) implements Step {}

    /** So many of the oldest terms and votes are durable. */
    record Save(ServerId at, int count) implements Step {}

    /** So many of the oldest writes of entries are durable. */
    record Force(ServerId at, int count) implements Step {}

    /** The end; a {@link Reboot} follows. */
    record Crash(ServerId at) implements Step {}

    /**
     * The end, and a start from what is durable.
     *
     * @param saves so many terms and votes that were not reported are durable too
     * @param entries so many entries as well
     * @param suspectFrom the first suspect entry; 0 for none
     */
    record Reboot(ServerId at, int saves, int entries, long suspectFrom) implements Step {}

    /** Whether it happens at {@code server} or names it. */
    static boolean concerns(Step step, ServerId server) {
        return step.at().equals(server)
                || switch (step) {
                    case Deliver(var from, _, _, _) -> from.equals(server);
                    case Lost(_, var peer) -> peer.equals(server);
                    case Transfer(_, var to) -> to.equals(server);
                    default -> false;
                };
    }

    /** The same with other names. */
    static Step renamed(Step step, UnaryOperator<ServerId> name) {
        ServerId at = name.apply(step.at());
        return switch (step) {
            case Elapse _ -> new Elapse(at);
            case Campaign _ -> new Campaign(at);
            case Silence _ -> new Silence(at);
            case Heartbeat _ -> new Heartbeat(at);
            case QuorumSilent _ -> new QuorumSilent(at);
            case Lost(_, var peer) -> new Lost(at, name.apply(peer));
            case Propose(_, var sizes) -> new Propose(at, sizes);
            case Read(_, var ticket) -> new Read(at, ticket);
            case Transfer(_, var to) -> new Transfer(at, name.apply(to));
            case Hear(_, var term) -> new Hear(at, term);
            case Deliver(var from, _, var message, var newer) ->
                    new Deliver(name.apply(from), at, message, newer);
            case Save(_, var count) -> new Save(at, count);
            case Force(_, var count) -> new Force(at, count);
            case Crash _ -> new Crash(at);
            case Reboot(_, var saves, var entries, var suspect) ->
                    new Reboot(at, saves, entries, suspect);
        };
    }
}
