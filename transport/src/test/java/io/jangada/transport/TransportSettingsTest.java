package io.jangada.transport;

import static io.jangada.transport.Member.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.node.storage.Identity;

import org.junit.jupiter.api.Test;

import java.util.List;

class TransportSettingsTest {
    private static final Addresses ALL =
            Addresses.NONE
                    .with(id(1), List.of("http://127.0.0.1:7001"))
                    .with(id(2), List.of("http://elsewhere.invalid:7002"));

    @Test
    void aMemberListensWhereItIsReached() {
        Identity one = Identity.expected(7, id(1), 0x11, "ignored");
        TransportSettings settings = TransportSettings.of(one, ALL, "both");
        assertThat(settings.self()).isEqualTo(id(1));
        assertThat(settings.listen()).containsExactly(Member.loopback(7001));
        assertThat(settings.peers().keySet()).containsExactly(id(2));
        assertThat(settings.clusterId()).isEqualTo(7);
        assertThat(settings.incarnation()).isEqualTo(0x11);
        assertThat(settings.initialCluster()).isEqualTo("both");

        Identity three = Identity.expected(7, id(3), 0x13, "ignored");
        assertThatThrownBy(() -> TransportSettings.of(three, ALL, "both"))
                .hasMessageContaining("a member listens somewhere");
    }
}
