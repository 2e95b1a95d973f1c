package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.raft.Bytes;
import io.jangada.raft.Malformed;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.TreeSet;

class AddressesTest {
    private static final ServerId A = new ServerId(1);
    private static final ServerId B = new ServerId(-2);

    private static Members members(Bytes addresses) {
        TreeSet<ServerId> none = new TreeSet<>();
        return new Members(new TreeSet<>(List.of(A, B)), none, none, none, addresses);
    }

    @Test
    void whatWasEncodedIsReadBack() throws Malformed {
        Addresses addresses =
                Addresses.NONE
                        .with(B, List.of("http://b:1", "http://[::1]:2"))
                        .with(A, List.of("http://ä:3"));
        assertThat(Addresses.of(members(addresses.encode()))).isEqualTo(addresses);
        assertThat(Addresses.of(members(Bytes.EMPTY))).isEqualTo(Addresses.NONE);
        assertThat(addresses.with(A, List.of()).urls()).containsOnlyKeys(B);
    }

    @Test
    void whatIsCutOrSenselessIsRefused() {
        Bytes whole = Addresses.NONE.with(A, List.of("http://a:1")).encode();
        for (int cut = 1; cut < whole.size(); cut++) {
            Bytes part = whole.slice(0, cut);
            assertThatThrownBy(() -> Addresses.of(members(part))).isInstanceOf(Malformed.class);
        }
        Bytes zero = Bytes.owned(new byte[9]);
        assertThatThrownBy(() -> Addresses.of(members(zero))).isInstanceOf(Malformed.class);
    }

    @Test
    void urlsLeadToSocketsOrNowhere() {
        assertThat(
                        Addresses.sockets(
                                List.of(
                                        "http://h:7",
                                        "http://[::1]:8",
                                        "h:9",
                                        "http://h:0",
                                        "http://h:70000",
                                        "::",
                                        "http://h",
                                        "https://h:1",
                                        "http://h:1/x",
                                        "http://h:1?q",
                                        "http://h:1#f")))
                .containsExactly(
                        InetSocketAddress.createUnresolved("h", 7),
                        InetSocketAddress.createUnresolved("::1", 8));
    }
}
