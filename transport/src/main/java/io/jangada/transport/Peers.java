package io.jangada.transport;

import io.jangada.raft.Malformed;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whom this member talks to and where they are: those of the latest committed configuration and of
 * the one in effect; until there is one, those of the settings; and those who know a later
 * configuration than this member does, which they are in. Read by any thread; a change replaces
 * what is read, under a lock.
 */
final class Peers {
    /** Who is ahead of us at the same time; the longest known goes first. */
    static final int AHEAD_MAX = 16;

    private final TransportSettings settings;
    private final Complaints complaints;
    private final LinkedHashMap<ServerId, Ahead> ahead = new LinkedHashMap<>();
    private volatile View view;

    /** Where somebody is, and one more than an index at which it was a member; 0 for none. */
    private record Ahead(List<InetSocketAddress> sockets, long belongs) {}

    /**
     * What is known now.
     *
     * @param members the latest committed configuration; null before anything was said
     * @param index at which it was in effect
     * @param own where the configuration says that this member is reached
     * @param peers of the configurations, and where they are
     * @param all those, and who is ahead
     */
    private record View(
            @Nullable Members members,
            long index,
            List<String> own,
            SortedMap<ServerId, List<InetSocketAddress>> peers,
            SortedMap<ServerId, List<InetSocketAddress>> all) {}

    Peers(TransportSettings settings, Complaints complaints) {
        this.settings = settings;
        this.complaints = complaints;
        this.view = new View(null, 0, List.of(), settings.peers(), settings.peers());
    }

    /** See {@link io.jangada.node.Transport#members}. */
    synchronized void members(Members committed, long index, Members latest) {
        TreeMap<ServerId, List<InetSocketAddress>> peers = new TreeMap<>(settings.peers());
        peers.putAll(addresses(committed).sockets());
        Addresses now = addresses(latest);
        peers.putAll(now.sockets());
        if (!latest.all().isEmpty()) {
            peers.keySet().removeIf(peer -> !isOf(committed, peer) && !isOf(latest, peer));
        }
        peers.remove(settings.self());
        ahead.keySet().removeAll(peers.keySet());
        ahead.entrySet()
                .removeIf(each ->
                        each.getValue().belongs() > 0
                                && isRemoved(
                                        committed,
                                        index,
                                        each.getKey(),
                                        each.getValue().belongs() - 1));
        List<String> own = now.urls().getOrDefault(settings.self(), List.of());
        replace(committed, index, own, peers);
    }

    private static boolean isOf(Members members, ServerId peer) {
        return members.isVoter(peer) || members.learners().contains(peer);
    }

    private Addresses addresses(Members members) {
        try {
            return Addresses.of(members);
        } catch (Malformed malformed) {
            complaints.say("a configuration has no addresses of ours: " + malformed.what());
            return Addresses.NONE;
        }
    }

    private void replace(
            @Nullable Members members,
            long index,
            List<String> own,
            SortedMap<ServerId, List<InetSocketAddress>> peers) {
        TreeMap<ServerId, List<InetSocketAddress>> all = new TreeMap<>();
        ahead.forEach((peer, one) -> all.put(peer, one.sockets()));
        all.putAll(peers);
        view =
                new View(
                        members,
                        index,
                        own,
                        Collections.unmodifiableSortedMap(peers),
                        Collections.unmodifiableSortedMap(all));
    }

    /** Somebody else of our cluster whom we do not know; false where it cannot be reached. */
    synchronized boolean meet(ServerId peer, List<String> urls, long belongs) {
        List<InetSocketAddress> sockets = Addresses.sockets(urls);
        if (sockets.isEmpty() || peer.equals(settings.self())) {
            return false;
        }
        ahead.remove(peer);
        if (ahead.size() == AHEAD_MAX) {
            ahead.pollFirstEntry();
        }
        ahead.put(peer, new Ahead(sockets, belongs));
        replace(view.members, view.index, view.own, view.peers);
        return true;
    }

    /** Everyone to talk to, and where they are; at least one address of each. */
    SortedMap<ServerId, List<InetSocketAddress>> all() {
        return view.all;
    }

    /** Whether {@code peer} is of the configurations that are known here. */
    boolean isMember(ServerId peer) {
        return view.peers.containsKey(peer);
    }

    SortedSet<ServerId> members() {
        return new TreeSet<>(view.peers.keySet());
    }

    /**
     * Whether {@code peer}, which was a member at the committed {@code index}, is none any more: a
     * later committed configuration does not have it. Ids never come back. Who joins and has read
     * on to some index without coming to a configuration knows nothing of that.
     */
    boolean isRemoved(ServerId peer, long index) {
        View now = view;
        return isRemoved(now.members, now.index, peer, index);
    }

    private static boolean isRemoved(
            @Nullable Members members, long now, ServerId peer, long index) {
        return members != null
                && !members.voters().isEmpty()
                && now > index
                && !isOf(members, peer);
    }

    /** A committed index at which this member was one, -1 if none is known. */
    long belongsAt() {
        View now = view;
        return now.members != null && isOf(now.members, settings.self()) ? now.index : -1;
    }

    /** Where others reach this member, as the configuration says; empty if it does not. */
    List<String> own() {
        return view.own;
    }

    /** The latest committed configuration; null before anything was said. */
    @Nullable Members committed() {
        return view.members;
    }
}
