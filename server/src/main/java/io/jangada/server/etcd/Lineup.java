package io.jangada.server.etcd;

import io.jangada.raft.Malformed;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.transport.Addresses;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Who is in the cluster: what the configuration says, with what the members told of themselves.
 * Thread-safe.
 */
public final class Lineup {
    private final Supplier<Members> members;
    private final Roster roster;
    private final Addresses first;

    /**
     * One member.
     *
     * @param name empty, and so are the client URLs, until it has started once
     * @param voting whether it has a vote, or gets one as soon as it has caught up
     */
    public record Entry(
            ServerId id,
            String name,
            List<String> peerUrls,
            List<String> clientUrls,
            boolean voting) {
        public Entry {
            peerUrls = List.copyOf(peerUrls);
            clientUrls = List.copyOf(clientUrls);
        }

        boolean isStarted() {
            return !name.isEmpty();
        }
    }

    /**
     * @param members the configuration in effect
     * @param first the addresses of those of whom a configuration tells none
     */
    public Lineup(Supplier<Members> members, Roster roster, Addresses first) {
        this.members = members;
        this.roster = roster;
        this.first = first;
    }

    /** The configuration in effect on this member. */
    public Members members() {
        return members.get();
    }

    /** In the order of their ids. */
    public List<Entry> entries() {
        return entries(members());
    }

    List<Entry> entries(Members of) {
        Addresses addresses = addresses(of);
        return of.all().stream().map(id -> entry(of, addresses, id)).toList();
    }

    public @Nullable Entry entry(ServerId id) {
        Members now = members();
        return now.all().contains(id) ? entry(now, addresses(now), id) : null;
    }

    /** Where the members of {@code of} are. */
    Addresses addresses(Members of) {
        TreeMap<ServerId, List<String>> all = new TreeMap<>(first.urls());
        try {
            all.putAll(Addresses.of(of).urls());
        } catch (Malformed malformed) {
            // Nobody proposes such; what is known is better than nothing.
            System.getLogger(Lineup.class.getName())
                    .log(System.Logger.Level.WARNING, malformed.what());
        }
        all.keySet().retainAll(of.all());
        return new Addresses(all);
    }

    private Entry entry(Members of, Addresses addresses, ServerId id) {
        Announcement told = roster.of(id);
        return new Entry(
                id,
                told == null ? "" : told.name(),
                addresses.urls().getOrDefault(id, List.of()),
                told == null ? List.of() : told.clientUrls(),
                of.isVoter(id) || of.joining().contains(id));
    }

    /** Whether this is what {@code id} told last. */
    public boolean told(ServerId id, int priority, String name, List<String> clientUrls) {
        return new Announcement(id, priority, name, clientUrls).equals(roster.of(id));
    }

    /** Whether {@code id} only listens, until it is promoted. */
    public boolean isLearner(ServerId id) {
        Members now = members();
        return now.learners().contains(id) && !now.joining().contains(id);
    }
}
