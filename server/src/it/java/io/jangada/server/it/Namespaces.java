package io.jangada.server.it;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Each member has a network of its own, joined to a bridge by a cable. Clients are at the bridge
 * and reach every member at any time; what one member hears of another can be dropped.
 */
final class Namespaces implements Site {
    private static final String TABLE =
            "add table inet cut; "
                    + "add chain inet cut heard { type filter hook input priority 0; }; "
                    + "flush chain inet cut heard; ";

    private final String subnet = unused();
    private final String bridge = "jg" + ProcessHandle.current().pid();
    private Path directory = Path.of("");
    private @Nullable Machine machine;

    @Override
    public void open(Path parent) {
        directory = parent;
        String undo =
                IntStream.range(0, Cluster.MEMBERS)
                                .mapToObj(i ->
                                        "[ ! -e /run/netns/%1$s ] || ip netns del %1$s || exit 1%n"
                                                .formatted(namespace(i)))
                                .collect(Collectors.joining())
                        + "[ ! -e /sys/class/net/%1$s ] || ip link del %1$s%n".formatted(bridge);
        machine = Machine.root(parent, undo, "ip", "nft");
        machine.runIfAllowed(
                "ip link add %1$s type bridge && ip addr add %2$s254/24 dev %1$s && ip link set %1$s up"
                        .formatted(bridge, subnet));
        for (int i = 0; i < Cluster.MEMBERS; i++) {
            machine.runIfAllowed(
                    """
                    set -e
                    ip netns add %1$s
                    ip link add %2$s type veth peer name eth0 netns %1$s
                    ip link set %2$s master %3$s up
                    ip -n %1$s addr add %4$s/24 dev eth0
                    ip -n %1$s link set eth0 up
                    ip -n %1$s link set lo up
                    """
                            .formatted(namespace(i), bridge + "m" + i, bridge, host(i)));
            deaf(i, List.of());
        }
    }

    /**
     * One for measurements between networks, used by nobody else (RFC 2544), and in which this
     * machine has no address.
     */
    private static String unused() {
        try {
            List<String> used =
                    NetworkInterface.networkInterfaces()
                            .flatMap(NetworkInterface::inetAddresses)
                            .map(InetAddress::getHostAddress)
                            .toList();
            while (true) {
                String subnet = "198.18." + ThreadLocalRandom.current().nextInt(256) + ".";
                if (used.stream().noneMatch(address -> address.startsWith(subnet))) {
                    return subnet;
                }
            }
        } catch (SocketException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String namespace(int member) {
        return bridge + Cluster.name(member);
    }

    /** From now on a member hears all but these others. */
    void deaf(int member, List<Integer> others) {
        String rules =
                others.stream()
                        .map(other -> "add rule inet cut heard ip saddr " + host(other) + " drop; ")
                        .collect(Collectors.joining());
        machine().run("ip netns exec " + namespace(member) + " nft '" + TABLE + rules + "'");
    }

    /** Whether an answer comes back: from a port that nobody listens at. */
    boolean reaches(int from, int to) {
        String probe =
                "ip netns exec %s timeout 0.5 bash -c 'exec 3<>/dev/tcp/%s/1'"
                        .formatted(namespace(from), host(to));
        return machine().attempt(probe).out().contains("refused");
    }

    private Machine machine() {
        if (machine == null) {
            throw new IllegalStateException("not open");
        }
        return machine;
    }

    @Override
    public String host(int member) {
        return subnet + (member + 1);
    }

    @Override
    public Path data(int member) {
        return directory.resolve(Cluster.name(member));
    }

    @Override
    public List<String> inside(int member) {
        return List.of("ip", "netns", "exec", namespace(member));
    }

    @Override
    public void close() {
        if (machine != null) {
            machine.close();
        }
    }
}
