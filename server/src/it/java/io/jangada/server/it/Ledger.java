package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.KeyValue;
import io.jangada.client.Operation;
import io.jangada.client.Range;
import io.jangada.client.Result;
import io.jangada.sim.history.Change;
import io.jangada.sim.history.Commit;
import io.jangada.sim.history.History;
import io.jangada.sim.history.Request;
import io.jangada.sim.history.Response;
import io.jangada.sim.history.RevisionOrder;
import io.jangada.sim.history.Wgl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Every change of the store in the order of revisions, as its members tell it from their own
 * copies: what was acknowledged has to be in it, and what members tell has to be the same.
 */
final class Ledger {
    /** Enough for all histories that are right; a search that needs more has found nothing. */
    private static final long STEPS_MAX = 50_000_000;

    private static final int IN_FLIGHT = 256;

    private final Cluster cluster;
    private final List<Commit> commits = new ArrayList<>();

    /** Of a cluster that nobody has changed yet. */
    Ledger(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * In the end: all members serve and tell the same from the first change on, which is what
     * clients were told.
     */
    @SuppressWarnings("SystemOut")
    void settle(Clients clients) {
        for (int i = 0; i < Cluster.MEMBERS; i++) {
            cluster.awaitServing(i);
        }
        commits.clear();
        check(clients.history(), 0, 1, 2);
        judge(clients.history());
        System.out.println(
                commits.size() + " changes; " + clients.summary() + "; 0 lost, linearizable");
    }

    /**
     * Each acknowledged put is in the copy of each of these members at its revision. They are read
     * from the first change that no check has seen; the clients are stopped.
     */
    void check(History history, int... members) {
        long from = first() + commits.size();
        long last = revision(members[0]);
        for (int member : members) {
            List<Commit> told = told(cluster.client(member), from, last);
            if (member == members[0]) {
                commits.addAll(told);
            } else {
                assertThat(told)
                        .as("what %s and m%d tell", Cluster.name(member), members[0])
                        .isEqualTo(commits.subList((int) (from - first()), commits.size()));
            }
        }
        for (io.jangada.sim.history.Operation operation : history.operations()) {
            Response response = operation.response();
            if (response != null
                    && response.revision() >= from
                    && operation.request() instanceof Request.Put put) {
                assertThat(response.revision())
                        .as("%s, acknowledged, is lost", operation)
                        .isLessThanOrEqualTo(last);
                assertThat(commits.get((int) (response.revision() - first())).changes())
                        .as("%s, acknowledged, is lost", operation)
                        .isEqualTo(put.changes());
            }
        }
    }

    /** The last one that was acknowledged, or a later one. */
    private long revision(int member) {
        long[] revision = {0};
        Await.until(
                Cluster.name(member) + " tells the revision",
                () -> {
                    revision[0] = revision(cluster.client(member), false);
                    return revision[0] > 0;
                });
        return revision[0];
    }

    private static long first() {
        return History.FIRST_REVISION + 1;
    }

    /** One copy of the store could have answered so: by the order of revisions, and by search. */
    private void judge(History history) {
        assertThat(RevisionOrder.violation(history, commits)).isNull();
        assertThat(Wgl.check(withoutEffectless(history), STEPS_MAX))
                .isEqualTo(new Wgl.Verdict.Linearizable());
    }

    /** What nobody knew then is known now: no value is put twice. */
    private History withoutEffectless(History history) {
        Set<List<Change>> made = new HashSet<>();
        commits.forEach(commit -> made.add(commit.changes()));
        return new History(
                history.operations().stream()
                        .filter(each ->
                                each.response() != null || made.contains(each.request().changes()))
                        .toList());
    }

    /** The changes that a member has from one revision to another. */
    private static List<Commit> told(Client member, long from, long last) {
        Await.until("revision " + last, () -> revision(member, true) >= last);
        List<Commit> told = new ArrayList<>();
        for (long next = from; next <= last; next += IN_FLIGHT) {
            List<CompletableFuture<Result.Get>> asked = new ArrayList<>();
            for (long each = next; each < next + IN_FLIGHT && each <= last; each++) {
                asked.add(member.async().get(all().atRevision(each).asSerializable()));
            }
            for (int i = 0; i < asked.size(); i++) {
                long revision = next + i;
                List<Change> changes =
                        asked.get(i).join().kvs().stream()
                                .filter(kv -> kv.modRevision() == revision)
                                .map(Ledger::change)
                                .toList();
                told.add(new Commit(revision, changes));
            }
        }
        return told;
    }

    private static Operation.Get all() {
        return Operation.Get.of(Range.prefix(Clients.PREFIX));
    }

    private static Change change(KeyValue kv) {
        return new Change(kv.key().toStringUtf8(), kv.text());
    }

    private static long revision(Client member, boolean serializable) {
        Operation.Get get = Operation.Get.of(Range.key("any"));
        try {
            return member.get(serializable ? get.asSerializable() : get).header().revision();
        } catch (CallException notYet) {
            return 0;
        }
    }
}
