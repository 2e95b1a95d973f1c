package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Whom a transport reaches follows the configuration. */
class ReachTest {
    private final List<Member> all = new ArrayList<>();
    private final int[] ports = new int[6];

    @BeforeEach
    void choosePorts() throws IOException {
        for (int i = 1; i < ports.length; i++) {
            ports[i] = Member.freePort();
        }
    }

    @AfterEach
    void end() {
        all.forEach(Member::close);
    }

    private String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    /** A configuration of these, with where they are. */
    private Members members(int... ids) {
        Addresses addresses = Addresses.NONE;
        TreeSet<ServerId> voters = new TreeSet<>();
        for (int id : ids) {
            voters.add(Member.id(id));
            addresses = addresses.with(Member.id(id), List.of(url(ports[id])));
        }
        TreeSet<ServerId> none = new TreeSet<>();
        return new Members(voters, none, none, none, addresses.encode());
    }

    /** A transport that is told of nobody by its settings. */
    private Member begin(int self) {
        return begin(
                self,
                new TransportSettings(
                        Member.id(self),
                        List.of(Member.loopback(ports[self])),
                        new TreeMap<>(),
                        Member.CLUSTER,
                        0x10 + self,
                        Member.INITIAL,
                        Member.LIMITS));
    }

    private Member begin(int self, TransportSettings settings) {
        assertThat(settings.self()).isEqualTo(Member.id(self));
        Member member = new Member(settings);
        all.add(member);
        return member;
    }

    private Member begin(int self, long index, Members members) {
        Member member = begin(self);
        member.transport.members(members, index, members);
        return member.start();
    }

    private static void connected(Member member, int... peers) {
        Member.await(() -> {
            List<Traffic> traffic = member.transport.traffic();
            boolean same = traffic.size() == peers.length;
            for (int i = 0; same && i < peers.length; i++) {
                Traffic one = traffic.get(i);
                same = one.peer().equals(Member.id(peers[i]));
                same &= one.activeOut() == 2 && one.activeIn() == 2;
            }
            return same;
        });
    }

    @Test
    void whoIsInTheConfigurationIsReachedWhereItSays() throws InterruptedException {
        Member a = begin(1, 5, members(1, 2));
        Member b = begin(2, 5, members(1, 2));
        connected(a, 2);
        connected(b, 1);
        assertThat(a.send(2, Member.heartbeat(1))).isTrue();
        assertThat(b.next().from()).isEqualTo(Member.id(1));
        assertThat(a.send(3, Member.heartbeat(1))).isFalse();
    }

    @Test
    void aNewMemberIsReachedBeforeItsConfigurationIsCommitted() {
        Member a = begin(1, 5, members(1));
        a.transport.members(members(1), 5, members(1, 2));
        begin(2, 5, members(1, 2));
        connected(a, 2);
    }

    @Test
    void whoIsOnlyRemovedByWhatIsNotCommittedIsReachedStill() {
        Member a = begin(1, 5, members(1, 2));
        begin(2, 5, members(1, 2));
        connected(a, 2);
        a.transport.members(members(1, 2), 5, members(1));
        connected(a, 2);
    }

    @Test
    void whoWasRemovedIsToldAndHeardNoMore() throws InterruptedException {
        Member a = begin(1, 5, members(1, 2));
        Member b = begin(2, 5, members(1, 2));
        connected(a, 2);
        connected(b, 1);
        a.transport.members(members(1), 6, members(1));
        assertThat(a.transport.traffic()).isEmpty();
        assertThat(Member.required(b.removed.poll(20, TimeUnit.SECONDS))).isEqualTo(Member.id(1));
        assertThat(b.send(1, Member.heartbeat(9))).isFalse();
        assertThat(a.inbox).isEmpty();
        assertThat(a.removed).isEmpty();
        Member.await(() -> b.traffic().activeIn() == 0);
    }

    /** Whoever comes and goes leaves nothing behind. */
    @Test
    void whoComesBackIsCountedFromTheBeginning() {
        Member a = begin(1, 5, members(1, 2));
        begin(2, 5, members(1, 2));
        connected(a, 2);
        assertThat(a.send(2, Member.heartbeat(1))).isTrue();
        Member.await(() -> a.traffic().sentFrames() == 1);
        a.transport.members(members(1), 6, members(1));
        a.transport.members(members(1, 2), 7, members(1, 2));
        assertThat(a.traffic().sentFrames()).isZero();
    }

    @Test
    void whoKnowsALaterConfigurationIsMetAndAnswered() throws InterruptedException {
        // C was added at 9; A has heard nothing since 5, and does not know that B is gone.
        Member a = begin(1, 5, members(1, 2));
        Member c = begin(3, 9, members(1, 3));
        Member.await(() -> c.send(1, Member.heartbeat(1)));
        assertThat(a.next().from()).isEqualTo(Member.id(3));
        Member.await(() -> a.send(3, Member.heartbeat(2)));
        assertThat(c.next().from()).isEqualTo(Member.id(1));
        assertThat(c.removed).isEmpty();
        assertThat(a.incarnations).doesNotContainKey(Member.id(3));
        a.transport.members(members(1, 3), 9, members(1, 3));
        connected(a, 3);
        // Its incarnation was not remembered while it was a stranger.
        Member.await(() -> a.incarnations.containsKey(Member.id(3)));
    }

    @Test
    void whoWasRemovedMeanwhileIsNotKnockedAtForEver() {
        Peers peers = new Peers(Member.settings(1, 1, 2, 1), Member.COMPLAINTS);
        peers.members(members(1, 2), 5, members(1, 2));
        assertThat(peers.meet(Member.id(3), List.of(url(3)), 9 + 1)).isTrue();
        assertThat(peers.meet(Member.id(4), List.of(url(4)), 20 + 1)).isTrue();
        assertThat(peers.meet(Member.id(5), List.of(url(5)), 0)).isTrue();
        peers.members(members(1, 2), 12, members(1, 2));
        assertThat(peers.all()).containsOnlyKeys(Member.id(2), Member.id(4), Member.id(5));
    }

    /** A URI has no brackets in its path, and the address of IPv6 has. */
    @Test
    void addressesOfAnyKindAreTried() throws IOException {
        assertThat(
                        Sockets.target(
                                new java.net.InetSocketAddress(
                                        java.net.InetAddress.ofLiteral("::1"), 2380)))
                .isEqualTo("dns:///%5B0:0:0:0:0:0:0:1%5D:2380");
        assertThat(Sockets.target(java.net.InetSocketAddress.createUnresolved("h", 1)))
                .isEqualTo("dns:///h:1");
        assertThatThrownBy(() ->
                        Joining.ask(
                                new java.net.InetSocketAddress(
                                        java.net.InetAddress.ofLiteral("::1"), ports[1]),
                                Duration.ofSeconds(5)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void whoIsBehindDoesNotTellOthersThatTheyWereRemoved() {
        Member a = begin(1, 5, members(1, 2));
        Member c = begin(3, 5, members(1, 2, 3));
        Member.await(() -> c.transport.traffic().getFirst().activeIn() == 2);
        Member.await(() -> c.transport.traffic().getFirst().activeOut() == 2);
        assertThat(c.removed).isEmpty();
        assertThat(a.removed).isEmpty();
    }

    /** It has read on to entry 20, and the first configuration it came to is not committed. */
    @Test
    void whoJoinsDoesNotTellOthersThatTheyWereRemoved() {
        Peers peers = new Peers(Member.settings(1, 1, 2, 1), Member.COMPLAINTS);
        peers.members(Members.NONE, 20, members(1, 3));
        assertThat(peers.isRemoved(Member.id(4), 10)).isFalse();
        peers.members(members(1, 3), 25, members(1, 3));
        assertThat(peers.isRemoved(Member.id(4), 10)).isTrue();
        assertThat(peers.isRemoved(Member.id(4), 25)).isFalse();
        assertThat(peers.isRemoved(Member.id(3), 10)).isFalse();
    }

    @Test
    void aServerThatJoinsTalksToThoseItWasToldOfUntilThereIsAConfiguration()
            throws InterruptedException {
        Member a = begin(1, 5, members(1, 2));
        TreeMap<ServerId, List<java.net.InetSocketAddress>> told = new TreeMap<>();
        told.put(Member.id(1), List.of(Member.loopback(ports[1])));
        Member b =
                begin(
                        2,
                        new TransportSettings(
                                Member.id(2),
                                List.of(Member.loopback(ports[2])),
                                told,
                                Member.CLUSTER,
                                0x12,
                                Member.INITIAL,
                                Member.LIMITS));
        b.start();
        connected(b, 1);
        connected(a, 2);
        b.transport.members(Members.NONE, 0, members(1, 2));
        connected(b, 1);
    }

    @Test
    void aMemberThatMovesIsFollowed() {
        Member a = begin(1, 5, members(1, 2));
        Member b = begin(2, 5, members(1, 2));
        connected(a, 2);
        ports[2] = ports[5];
        Member moved = begin(2, 6, members(1, 2));
        a.transport.members(members(1, 2), 6, members(1, 2));
        connected(moved, 1);
        b.close();
        connected(moved, 1);
    }

    @Test
    void strangersAreMetUpToABound() throws IOException {
        Peers peers = new Peers(Member.settings(1, 1, 2, 1), Member.COMPLAINTS);
        for (int id = 10; id < 10 + 2 * Peers.AHEAD_MAX; id++) {
            assertThat(peers.meet(Member.id(id), List.of(url(id)), 0)).isTrue();
        }
        assertThat(peers.all()).hasSize(1 + Peers.AHEAD_MAX).doesNotContainKey(Member.id(10));
        assertThat(peers.members()).containsExactly(Member.id(2));
        assertThat(peers.meet(Member.id(3), List.of("nowhere", "http://h:0"), 0)).isFalse();
        assertThat(peers.meet(Member.id(1), List.of(url(1)), 0)).as("itself").isFalse();
    }

    @Test
    void whoWantsToJoinIsToldWhoIsThere() throws IOException {
        Member a = begin(1);
        Duration patience = Duration.ofSeconds(10);
        a.start();
        assertThatThrownBy(() -> Joining.ask(Member.loopback(ports[1]), patience))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no configuration is known here yet");
        a.transport.members(Members.NONE, 3, Members.NONE);
        assertThatThrownBy(() -> Joining.ask(Member.loopback(ports[1]), patience))
                .hasMessageContaining("no configuration is known here yet");
        a.transport.members(members(1, 2), 5, members(1, 2, 3));
        Joining told = Joining.ask(Member.loopback(ports[1]), patience);
        assertThat(told.clusterId()).isEqualTo(Member.CLUSTER);
        assertThat(told.initialCluster()).isEqualTo(Member.INITIAL);
        assertThat(told.members()).isEqualTo(members(1, 2));
        assertThat(told.addresses().urls())
                .containsEntry(Member.id(2), List.of(url(ports[2])))
                .hasSize(2);
    }

    @Test
    void nobodyThereIsAnErrorInOneLine() {
        assertThatThrownBy(() -> Joining.ask(Member.loopback(ports[4]), Duration.ofMillis(500)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("UNAVAILABLE");
    }
}
