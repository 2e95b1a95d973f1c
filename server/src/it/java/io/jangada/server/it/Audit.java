package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.KeyValue;
import io.jangada.client.Operation;
import io.jangada.client.Range;
import io.jangada.client.Result;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Compares what writers were told with what each member holds in its own copy. */
final class Audit {
    private static final int PAGE = 5_000;

    private Audit() {}

    /** Every acknowledged write is there, unchanged and once; others as far as they may be. */
    static void check(Cluster cluster, Load load, int... members) {
        check(load, IntStream.of(members).mapToObj(cluster::client).toList());
    }

    /** The same of members wherever they are. */
    static void check(Load load, List<Client> members) {
        Map<String, Long> acknowledged = Map.copyOf(load.acknowledged());
        long revision =
                members.getFirst().get(Operation.Get.of(Range.key("any"))).header().revision();
        for (Client member : members) {
            check(acknowledged, load, contents(member, load.prefix(), revision));
        }
    }

    private static void check(
            Map<String, Long> acknowledged, Load load, SortedMap<String, KeyValue> held) {
        acknowledged.forEach((key, revision) -> {
            KeyValue there = held.get(key);
            if (there == null) {
                throw new AssertionError(key + ", acknowledged at " + revision + ", is missing");
            }
            assertThat(there.modRevision()).as("revision of %s", key).isEqualTo(revision);
        });
        held.forEach((key, there) -> {
            assertThat(there.text()).isEqualTo(Load.value(key));
            assertThat(there.version()).as("how often %s was written", key).isEqualTo(1);
            assertThat(load.refused()).as("refused, but written").doesNotContain(key);
        });
    }

    /** What a member holds below {@code prefix} at {@code revision}, once it has come so far. */
    static SortedMap<String, KeyValue> contents(Client member, String prefix, long revision) {
        Await.until("revision " + revision, () -> revision(member) >= revision);
        SortedMap<String, KeyValue> contents = new TreeMap<>();
        ByteString end = Range.prefix(prefix).end();
        ByteString from = ByteString.copyFromUtf8(prefix);
        while (true) {
            Result.Get page =
                    member.get(
                            Operation.Get.of(Range.between(from, end))
                                    .atRevision(revision)
                                    .limit(PAGE)
                                    .asSerializable());
            page.kvs().forEach(kv -> contents.put(kv.key().toStringUtf8(), kv));
            if (!page.more()) {
                return contents;
            }
            from = page.kvs().getLast().key().concat(ByteString.copyFrom(new byte[] {0}));
        }
    }

    private static long revision(Client member) {
        try {
            return member.get(Operation.Get.of(Range.key("any")).asSerializable())
                    .header()
                    .revision();
        } catch (CallException notYet) {
            return 0;
        }
    }

    /** All of these members hold the same. */
    static void same(Cluster cluster, String prefix, long revision) {
        List<SortedMap<String, KeyValue>> all =
                List.of(0, 1, 2).stream()
                        .map(i -> contents(cluster.client(i), prefix, revision))
                        .toList();
        assertThat(all.get(1)).isEqualTo(all.get(0));
        assertThat(all.get(2)).isEqualTo(all.get(0));
    }
}
