package io.jangada.server;

import io.jangada.node.Chance;
import io.jangada.node.storage.NewCluster;
import io.jangada.raft.Malformed;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.transport.Addresses;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What {@code --force-new-cluster} makes of a member: the only one, where it was reached before.
 */
final class ForcedCluster {
    private ForcedCluster() {}

    /** Its id is drawn, for what is made twice of one directory must not be the same cluster. */
    static NewCluster of(Birth birth, Config config) {
        return new NewCluster(
                Chance.system().bits(),
                latest -> members(birth.memberId(), urls(birth, config, latest)));
    }

    private static Members members(ServerId self, List<String> urls) {
        return new Members(
                new TreeSet<>(List.of(self)),
                Collections.emptySortedSet(),
                Collections.emptySortedSet(),
                Collections.emptySortedSet(),
                Addresses.NONE.with(self, urls).encode());
    }

    /** Where the others knew this member to be, or else where the flags say that it is. */
    static List<String> urls(Birth birth, Config config, @Nullable Members latest) {
        TreeMap<ServerId, List<String>> known = new TreeMap<>(birth.addresses().urls());
        if (latest != null) {
            try {
                known.putAll(Addresses.of(latest).urls());
            } catch (Malformed unreadable) {
                throw new IllegalStateException("addresses that are none", unreadable);
            }
        }
        return known.getOrDefault(birth.memberId(), Url.texts(config.advertisePeerUrls()));
    }
}
