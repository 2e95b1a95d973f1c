package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.TreeSet;

/** Who is reached where, by member 1, whose settings know of member 2 at port 22. */
class PeersTest {
    private final Peers peers = new Peers(Member.settings(1, 11, 2, 22), Member.COMPLAINTS);

    /** Members of these ids, each at {@code base} and its id. */
    private static Members at(int base, int... ids) {
        Addresses addresses = Addresses.NONE;
        for (int id : ids) {
            addresses = addresses.with(Member.id(id), List.of("http://h:" + (base + id)));
        }
        return members(addresses.encode(), ids);
    }

    private static Members members(Bytes addresses, int... ids) {
        TreeSet<ServerId> voters = new TreeSet<>();
        for (int id : ids) {
            voters.add(Member.id(id));
        }
        TreeSet<ServerId> none = new TreeSet<>();
        return new Members(voters, none, none, none, addresses);
    }

    private void reached(int id, InetSocketAddress where) {
        assertThat(peers.all()).containsEntry(Member.id(id), List.of(where));
        assertThat(peers.isMember(Member.id(id))).isTrue();
    }

    private static InetSocketAddress port(int port) {
        return InetSocketAddress.createUnresolved("h", port);
    }

    @Test
    void untilThereIsAConfigurationTheSettingsCount() {
        reached(2, Member.loopback(22));
        peers.members(Members.NONE, 7, Members.NONE);
        reached(2, Member.loopback(22));
        assertThat(peers.belongsAt()).isEqualTo(-1);
        peers.members(Members.NONE, 7, at(100, 1, 3));
        assertThat(peers.members()).containsExactly(Member.id(3));
    }

    @Test
    void whoIsInOneOfTheTwoIsReached() {
        peers.members(at(100, 1, 2, 3), 7, at(200, 1, 3, 4));
        assertThat(peers.members()).containsExactly(Member.id(2), Member.id(3), Member.id(4));
        reached(2, port(102));
        reached(3, port(203));
        reached(4, port(204));
        assertThat(peers.own()).containsExactly("http://h:201");
        assertThat(peers.belongsAt()).isEqualTo(7);
    }

    @Test
    void learnersAndOutgoingVotersAreMembers() {
        TreeSet<ServerId> none = new TreeSet<>();
        Members joint =
                new Members(
                        new TreeSet<>(List.of(Member.id(1))),
                        new TreeSet<>(List.of(Member.id(3))),
                        new TreeSet<>(List.of(Member.id(4))),
                        none,
                        at(100, 1, 3, 4).addresses());
        peers.members(joint, 7, joint);
        assertThat(peers.members()).containsExactly(Member.id(3), Member.id(4));
    }

    @Test
    void whereAConfigurationTellsNoAddressTheSettingsDo() {
        for (Bytes addresses : List.of(Bytes.EMPTY, Bytes.utf8("of somebody else"))) {
            Members members = members(addresses, 1, 2, 3);
            peers.members(members, 7, members);
            reached(2, Member.loopback(22));
            assertThat(peers.members()).containsExactly(Member.id(2));
        }
    }

    @Test
    void whoWasMetIsForgottenAsAStrangerOnceItIsAMember() {
        assertThat(peers.meet(Member.id(3), List.of("http://x:1"), 0)).isTrue();
        assertThat(peers.isMember(Member.id(3))).isFalse();
        peers.members(at(100, 1, 3), 7, at(100, 1, 3));
        reached(3, port(103));
        peers.members(at(100, 1, 2), 8, at(100, 1, 2));
        assertThat(peers.all()).containsOnlyKeys(Member.id(2));
    }
}
