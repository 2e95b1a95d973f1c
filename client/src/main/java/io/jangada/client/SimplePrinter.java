package io.jangada.client;

import java.util.List;
import java.util.stream.Collectors;

/** For people and shell scripts: one thing per line, no names. */
record SimplePrinter(Console console, boolean hex, boolean valueOnly) implements Printer {

    @Override
    public void put(Result.Put result) {
        line("OK");
        result.previous().ifPresent(this::keyValue);
    }

    @Override
    public void get(Result.Get result) {
        result.kvs().forEach(this::keyValue);
    }

    @Override
    public void delete(Result.Delete result) {
        line(Long.toString(result.deleted()));
        result.previous().forEach(this::keyValue);
    }

    @Override
    public void txn(Result.Txn result) {
        line(result.succeeded() ? "SUCCESS" : "FAILURE");
        for (Result part : result.results()) {
            line("");
            switch (part) {
                case Result.Put put -> put(put);
                case Result.Get get -> get(get);
                case Result.Delete delete -> delete(delete);
                case Result.Txn txn -> txn(txn);
                case Result.Compact _ -> {}
            }
        }
    }

    @Override
    public void members(Members result) {
        Rows.members(result).forEach(row -> line(String.join(", ", row)));
    }

    @Override
    public void memberAdded(String name, List<String> urls, Members.Added result) {
        long id = result.member().id();
        memberChanged("added to", id, result.all());
        String cluster =
                result.all().members().stream()
                        .flatMap(member ->
                                member.peerUrls().stream()
                                        .map(url ->
                                                (member.id() == id ? name : member.name())
                                                        + "="
                                                        + url))
                        .collect(Collectors.joining(","));
        line("");
        line("ETCD_NAME=" + quoted(name));
        line("ETCD_INITIAL_CLUSTER=" + quoted(cluster));
        line("ETCD_INITIAL_ADVERTISE_PEER_URLS=" + quoted(String.join(",", urls)));
        line("ETCD_INITIAL_CLUSTER_STATE=" + quoted("existing"));
    }

    private static String quoted(String text) {
        return '"' + Text.of(text) + '"';
    }

    @Override
    public void memberChanged(String how, long id, Members result) {
        line("Member %16x %s cluster %16x".formatted(id, how, result.header().clusterId()));
    }

    @Override
    public void statuses(List<EndpointStatus> results) {
        Rows.statuses(results).forEach(row -> line(String.join(", ", row)));
    }

    @Override
    public void healths(List<EndpointHealth> results) {
        for (EndpointHealth health : results) {
            if (health.error() == null) {
                line(
                        health.endpoint()
                                + " is healthy: successfully committed proposal: took = "
                                + Text.duration(health.tookNanos()));
            } else {
                console.err(
                        health.endpoint()
                                + " is unhealthy: failed to commit proposal: "
                                + health.error()
                                + "\n");
            }
        }
    }

    private void keyValue(KeyValue kv) {
        if (!valueOnly) {
            line(shown(Text.of(kv.key())));
        }
        line(shown(Text.of(kv.value())));
    }

    private String shown(String text) {
        return hex ? Text.hex(text) : text;
    }

    private void line(String text) {
        console.out(text + "\n");
    }
}
