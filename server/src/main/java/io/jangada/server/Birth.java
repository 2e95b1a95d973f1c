package io.jangada.server;

import io.jangada.node.storage.DurableText;
import io.jangada.node.storage.Identity;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.transport.Addresses;
import io.jangada.transport.Joining;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * How this member came to its cluster: it began with it, perhaps with what a backup held, it joined
 * one that was there, or it was made one by itself. Written before anything else of a data
 * directory, and again when the cluster becomes another one, for what the flags say may change
 * later.
 *
 * <p>As text, in the file {@code cluster}: a line for the version, the cluster's id, this member's,
 * which of these it was ({@code restored} with a word for what of), the initial cluster, and one
 * for each member that was known then: its id, its peer URLs and, behind them, its name.
 *
 * @param initialCluster the members that the cluster began with, in one canonical form
 * @param way how it came
 * @param restored which state the cluster began with, as a word; empty if with none. The ids depend
 *     on it: another state under the same flags is another cluster
 * @param known who the members were then
 */
record Birth(
        long clusterId,
        ServerId memberId,
        String initialCluster,
        Way way,
        String restored,
        List<Known> known) {
    private static final System.Logger LOG = System.getLogger(Birth.class.getName());
    private static final String VERSION = "jangada cluster 1";
    private static final String RESTORED = "restored ";
    private static final Duration ANSWER = Duration.ofSeconds(2);

    /** As long as a follower may be behind that does not know of this member yet. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(200);

    /** How a member comes to a cluster. */
    enum Way {
        BEGUN,
        JOINED,
        /** By itself, with the data of another cluster, and not started without that flag since. */
        FORCED,
        /** The same, and started without that flag since: it may be forced again. */
        KEPT;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A member that was known then.
     *
     * @param name empty if it is not known
     */
    record Known(ServerId id, String name, List<String> peerUrls) {
        Known {
            peerUrls = List.copyOf(peerUrls);
        }
    }

    Birth {
        known = List.copyOf(known);
    }

    /** With the cluster, as the flags say. */
    static Birth begun(Config config) {
        return begun(config, "");
    }

    /** The same with a cluster that begins with a state, of which there is a word. */
    static Birth begun(Config config, String restored) {
        InitialCluster cluster = config.cluster().restored(restored);
        List<Known> known = new ArrayList<>();
        cluster.peerUrls()
                .forEach((name, urls) ->
                        known.add(
                                new Known(
                                        new ServerId(cluster.memberId(name)),
                                        name,
                                        Url.texts(urls))));
        return new Birth(
                cluster.clusterId(),
                new ServerId(cluster.memberId(config.name())),
                cluster.toString(),
                Way.BEGUN,
                restored,
                known);
    }

    /** Into a cluster whose members have it on their list; they say who it is. */
    static Birth joined(Config config) throws CannotStart {
        List<String> own = Url.texts(config.advertisePeerUrls());
        List<Url> others = new ArrayList<>();
        for (Map.Entry<String, List<Url>> member : config.cluster().peerUrls().entrySet()) {
            if (!member.getKey().equals(config.name())) {
                others.addAll(member.getValue());
            }
        }
        if (others.isEmpty()) {
            throw new CannotStart(
                    "--initial-cluster-state existing needs another member in --initial-cluster,"
                            + " to ask who this one is");
        }
        String trouble = "";
        long end = System.nanoTime() + PATIENCE.toNanos();
        do {
            for (Url other : others) {
                try {
                    Joining told = Joining.ask(other.unresolved(), ANSWER);
                    ServerId self = find(told.addresses(), own);
                    if (self != null) {
                        LOG.log(Level.INFO, "{0} says that this member is {1}", other, self);
                        return of(told, self);
                    }
                    trouble = other + " knows no member with the peer URLs " + own;
                } catch (IOException unanswered) {
                    trouble = other + " does not tell who is a member: " + unanswered.getMessage();
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() < end);
        throw new CannotStart(
                trouble
                        + "; add this member first: jangada member add "
                        + config.name()
                        + " --peer-urls="
                        + String.join(",", own));
    }

    /**
     * Of one that joined and has not heard yet that it is a member: throws when those who were
     * members then say that it is none. Where nobody answers, nobody knows.
     */
    void checkJoined(Path directory) throws CannotStart {
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean removed;
        do {
            removed = false;
            for (Joining told : answers()) {
                if (told.members().all().contains(memberId)) {
                    return;
                }
                removed = true;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (removed && System.nanoTime() < end);
        if (removed) {
            throw new CannotStart(
                    "member "
                            + memberId
                            + " was removed from the cluster before it had any data; delete "
                            + directory
                            + " and add the member again");
        }
    }

    /** Of members of this cluster, as far as they are there. */
    private List<Joining> answers() {
        List<Joining> answers = new ArrayList<>();
        for (InetSocketAddress address :
                addresses().sockets().values().stream().flatMap(List::stream).toList()) {
            try {
                Joining told = Joining.ask(address, ANSWER);
                if (told.clusterId() == clusterId) {
                    answers.add(told);
                }
            } catch (IOException unanswered) {
                LOG.log(Level.DEBUG, "{0}: {1}", address, unanswered.getMessage());
            }
        }
        return answers;
    }

    private static @Nullable ServerId find(Addresses addresses, List<String> own) {
        for (Map.Entry<ServerId, List<String>> member : addresses.urls().entrySet()) {
            if (new TreeSet<>(member.getValue()).equals(new TreeSet<>(own))) {
                return member.getKey();
            }
        }
        return null;
    }

    private static Birth of(Joining told, ServerId self) {
        List<Known> known = new ArrayList<>();
        told.addresses().urls().forEach((id, urls) -> known.add(new Known(id, "", urls)));
        return new Birth(told.clusterId(), self, told.initialCluster(), Way.JOINED, "", known);
    }

    /** Of a cluster that this member is by itself, with the data of the one that it was of. */
    Birth forced(Identity identity, String name, List<String> peerUrls) {
        return new Birth(
                identity.clusterId(),
                memberId,
                initialCluster,
                Way.FORCED,
                "",
                List.of(new Known(memberId, name, peerUrls)));
    }

    /** Once it was started as any other member. */
    Birth settled() {
        return new Birth(clusterId, memberId, initialCluster, Way.KEPT, "", known);
    }

    /** What the core begins with: nobody, where the log of the others will tell. */
    Members members() {
        if (way == Way.JOINED) {
            return Members.NONE;
        }
        TreeSet<ServerId> voters = new TreeSet<>();
        known.forEach(one -> voters.add(one.id()));
        return new Members(
                voters,
                Collections.emptySortedSet(),
                Collections.emptySortedSet(),
                Collections.emptySortedSet(),
                addresses().encode());
    }

    Addresses addresses() {
        TreeMap<ServerId, List<String>> urls = new TreeMap<>();
        known.forEach(one -> urls.put(one.id(), one.peerUrls()));
        return new Addresses(urls);
    }

    /** The names that were known then. */
    SortedMap<ServerId, String> names() {
        TreeMap<ServerId, String> names = new TreeMap<>();
        known.stream()
                .filter(one -> !one.name().isEmpty())
                .forEach(one -> names.put(one.id(), one.name()));
        return names;
    }

    /** Whether nobody else was a member then. */
    boolean isAlone() {
        return way != Way.JOINED && known.size() == 1;
    }

    void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder(VERSION).append('\n');
        text.append(Long.toHexString(clusterId)).append('\n');
        text.append(memberId).append('\n');
        text.append(restored.isEmpty() ? way.text() : RESTORED + restored).append('\n');
        text.append(initialCluster).append('\n');
        for (Known one : known) {
            text.append(one.id()).append(' ').append(String.join(",", one.peerUrls()));
            text.append(' ').append(one.name()).append('\n');
        }
        DurableText.write(file, text.toString());
    }

    static Birth read(Path file) throws CannotStart {
        try {
            List<String> lines = Files.readAllLines(file);
            if (!lines.getFirst().equals(VERSION)) {
                throw new CannotStart(
                        file + " is of another version: \"" + lines.getFirst() + "\"");
            }
            List<Known> known = new ArrayList<>();
            for (String line : lines.subList(5, lines.size())) {
                String[] parts = line.split(" ", 3);
                known.add(new Known(id(parts[0]), parts[2], List.of(parts[1].split(","))));
            }
            String how = lines.get(3);
            return new Birth(
                    Long.parseUnsignedLong(lines.get(1), 16),
                    id(lines.get(2)),
                    lines.get(4),
                    how.startsWith(RESTORED)
                            ? Way.BEGUN
                            : Way.valueOf(how.toUpperCase(Locale.ROOT)),
                    how.startsWith(RESTORED) ? how.substring(RESTORED.length()) : "",
                    known);
        } catch (IOException | RuntimeException damaged) {
            throw new CannotStart(file + " cannot be read", damaged);
        }
    }

    private static ServerId id(String text) {
        return new ServerId(Long.parseUnsignedLong(text, 16));
    }
}
