package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The ids that etcd 3.4.23 gave itself when it was started with the same flags. */
final class InitialClusterTest {
    private static InitialCluster cluster(String text, String token) throws CannotStart {
        return InitialCluster.parse("initial-cluster", text, token);
    }

    @Test
    void theDefaultMember() throws CannotStart {
        InitialCluster cluster = cluster("default=http://localhost:2380", "etcd-cluster");
        assertThat(Long.toHexString(cluster.memberId("default"))).isEqualTo("8e9e05c52164694d");
        assertThat(Long.toHexString(cluster.clusterId())).isEqualTo("cdf818194e3a8c32");
    }

    @Test
    void threeMembers() throws CannotStart {
        InitialCluster cluster =
                cluster(
                        "a=http://127.0.0.1:42380,b=http://127.0.0.1:42480,c=http://127.0.0.1:42580",
                        "etcd-cluster");
        assertThat(Long.toHexString(cluster.memberId("a"))).isEqualTo("667880157b8812c8");
        assertThat(Long.toHexString(cluster.memberId("b"))).isEqualTo("285cda58f9f43421");
        assertThat(Long.toHexString(cluster.memberId("c"))).isEqualTo("ec1c560b83d6320");
        assertThat(Long.toUnsignedString(cluster.clusterId())).isEqualTo("15665074562065054188");
    }

    @Test
    void aMemberWithTwoAddressesInAnyOrderAndAnotherToken() throws CannotStart {
        InitialCluster cluster =
                cluster("solo=http://127.0.0.1:41382,solo=http://127.0.0.1:41380", "tok");
        assertThat(cluster.memberId("solo")).isEqualTo(7764357490536284797L);
        assertThat(cluster.clusterId()).isEqualTo(9037620680544741471L);
        assertThat(cluster).hasToString("solo=http://127.0.0.1:41380,solo=http://127.0.0.1:41382");
    }
}
