package io.jangada.sim.nemesis;

import io.jangada.raft.Input;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;
import io.jangada.sim.world.Witness;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who led when, and whether a leader served after one of a later term had begun to. */
final class Reigns implements Witness {
    /** From when until when a member led; without an end, until {@link Long#MAX_VALUE}. */
    record Reign(ServerId who, long term, long from, long until) {
        boolean holds(long moment) {
            return from <= moment && moment < until;
        }
    }

    private final List<Reign> ended = new ArrayList<>();
    private final TreeMap<ServerId, Reign> leading = new TreeMap<>();

    /** When the highest term anywhere became so high. */
    private final TreeMap<Long, Long> terms = new TreeMap<>(Map.of(Long.MIN_VALUE, 0L));

    private long now;
    private long servedTerm;
    private long servedLate;

    @Override
    public void stepping(ServerId id, long moment, Raft raft, Input input) {
        now = moment;
    }

    @Override
    public void stepped(ServerId id, Raft raft, Input input, List<Output> outputs) {
        for (Output output : outputs) {
            switch (output) {
                case Output.Changed(var standing, var term, _) -> changed(id, standing, term);
                case Output.Commit _, Output.ReadReady _ -> serves(id);
                case Output.Send(_, var message) -> {
                    if (message instanceof Message.ReadIndexReply) {
                        serves(id);
                    }
                }
                case Output.SaveHardState _,
                        Output.Append _,
                        Output.FetchSnapshot _,
                        Output.Restore _,
                        Output.Refuse _,
                        Output.Reconfigured _,
                        Output.ChangeEnded _,
                        Output.TransferEnded _ -> {}
            }
        }
    }

    private void changed(ServerId id, Standing standing, long term) {
        if (term > terms.lastEntry().getValue()) {
            terms.put(now, term);
        }
        Reign reign = leading.get(id);
        if (reign != null && (standing != Standing.LEADER || reign.term != term)) {
            end(id);
        }
        if (standing == Standing.LEADER) {
            leading.putIfAbsent(id, new Reign(id, term, now, Long.MAX_VALUE));
        }
    }

    private void serves(ServerId id) {
        Reign reign = leading.get(id);
        if (reign != null) {
            servedLate += reign.term < servedTerm ? 1 : 0;
            servedTerm = Math.max(servedTerm, reign.term);
        }
    }

    private void end(ServerId id) {
        Reign reign = leading.remove(id);
        if (reign != null) {
            ended.add(new Reign(id, reign.term, reign.from, now));
        }
    }

    @Override
    public void crashed(ServerId id, long moment) {
        now = moment;
        end(id);
    }

    /** All of them, the first first. */
    List<Reign> all() {
        List<Reign> all = new ArrayList<>(ended);
        all.addAll(leading.values());
        all.sort((one, other) -> Long.compare(one.from, other.from));
        return all;
    }

    /** Of those who lead then, the one of the latest term. */
    @Nullable Reign at(long moment) {
        Reign found = null;
        for (Reign reign : all()) {
            if (reign.holds(moment) && (found == null || reign.term > found.term)) {
                found = reign;
            }
        }
        return found;
    }

    /** The first of a later term than {@code reign} that began at {@code moment} or after. */
    @Nullable Reign after(Reign reign, long moment) {
        for (Reign next : all()) {
            if (next.from >= moment && next.term > reign.term) {
                return next;
            }
        }
        return null;
    }

    /** The highest term that any member had seen until then. */
    long termAt(long moment) {
        return terms.floorEntry(moment).getValue();
    }

    /** How often a leader committed or confirmed a read after one of a later term had done so. */
    long servedLate() {
        return servedLate;
    }
}
