package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.jangada.transport.wire.Hello;

import org.junit.jupiter.api.Test;

class HellosTest {
    private final Member b = new Member(Member.settings(2, 1, 1, 1));
    private final Hellos hellos = Member.hellos(b.settings, b);

    private static Hello.Builder good() {
        return Hello.newBuilder()
                .setProtocolVersion(1)
                .setClusterId(0xc1)
                .setFrom(1)
                .setTo(2)
                .setIncarnation(0x11)
                .setInitialCluster("a=1,b=2")
                .setLane(1);
    }

    private Hellos.Verdict judge(byte[] bytes) {
        Metadata headers = new Metadata();
        headers.put(Hellos.KEY, bytes);
        return hellos.judge(headers);
    }

    private void refused(Hello.Builder hello, String why) {
        assertThat(judge(hello.build().toByteArray())).isEqualTo(new Hellos.Refused(why));
    }

    @Test
    void aHelloOfOneOfOursIsAcceptedAndItsIncarnationRemembered() {
        Hellos other = Member.hellos(Member.settings(1, 1, 2, 1), b);
        assertThat(hellos.judge(other.to(Member.id(2), Lane.APPEND)))
                .isEqualTo(new Hellos.Accepted(Member.id(1), Lane.APPEND));
        assertThat(b.known(Member.id(1))).isEqualTo(0x11);
    }

    @Test
    void everyDifferenceIsNamedInOneLine() {
        refused(
                good().setProtocolVersion(2),
                "protocol version differs: this member has 1, the peer says 2");
        refused(
                good().setClusterId(0xc2),
                "cluster id differs: this member has c1, the peer says c2");
        refused(
                good().setInitialCluster("a=1"),
                "initial cluster differs: this member has a=1,b=2, the peer says a=1");
        refused(good().setTo(3), "member id differs: this member is 2, the peer looks for 3");
        refused(good().setFrom(9), "member id is unknown: this member knows 1, the peer says 9");
        refused(good().setFrom(0), "member id is unknown: this member knows 1, the peer says 0");
        refused(good().setIncarnation(0), "the peer says no incarnation");
        refused(good().setLane(7), "lane 7 is unknown");
        assertThat(b.incarnations).isEmpty();
    }

    @Test
    void aWipedMemberIsRefused() {
        assertThat(judge(good().build().toByteArray())).isInstanceOf(Hellos.Accepted.class);
        refused(
                good().setIncarnation(0x12),
                "incarnation of member 1 differs: this member has 11, the peer says 12");
        assertThat(judge(good().build().toByteArray())).isInstanceOf(Hellos.Accepted.class);
    }

    @Test
    void noHelloAndGarbageAreRefused() {
        assertThat(hellos.judge(new Metadata()))
                .isEqualTo(new Hellos.Refused("no hello before the first frame"));
        assertThat(judge(new byte[] {-1, -1, -1}))
                .isEqualTo(new Hellos.Refused("the hello is not one of ours"));
    }
}
