package io.jangada.client;

import io.jangada.client.Result.Header;

import java.util.List;
import java.util.Objects;

/** One field per line, {@code "Name" : value}. */
record FieldsPrinter(Console console, boolean hex) implements Printer {

    @Override
    public void put(Result.Put result) {
        header(result.header());
        result.previous().ifPresent(kv -> keyValue("Prev", kv));
    }

    @Override
    public void get(Result.Get result) {
        header(result.header());
        result.kvs().forEach(kv -> keyValue("", kv));
        field("More", Boolean.toString(result.more()));
        field("Count", Long.toString(result.count()));
    }

    @Override
    public void delete(Result.Delete result) {
        header(result.header());
        field("Deleted", Long.toString(result.deleted()));
        result.previous().forEach(kv -> keyValue("Prev", kv));
    }

    @Override
    public void txn(Result.Txn result) {
        header(result.header());
        field("Succeeded", Boolean.toString(result.succeeded()));
        for (Result part : result.results()) {
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
        header(result.header());
        for (Members.Member member : result.members()) {
            field("ID", id(member.id()));
            quoted("Name", member.name());
            member.peerUrls().forEach(url -> quoted("PeerURL", url));
            member.clientUrls().forEach(url -> quoted("ClientURL", url));
            field("IsLearner", Boolean.toString(member.learner()));
            console.out("\n");
        }
    }

    @Override
    public void memberAdded(String name, List<String> urls, Members.Added result) {
        header(result.all().header());
        field("ID", id(result.member().id()));
        result.member().peerUrls().forEach(url -> quoted("PeerURL", url));
    }

    @Override
    public void memberChanged(String how, long id, Members result) {
        header(result.header());
    }

    @Override
    public void statuses(List<EndpointStatus> results) {
        for (EndpointStatus result : results) {
            MemberStatus status = result.status();
            header(status.header());
            quoted("Version", status.version());
            quoted("StorageVersion", status.storageVersion());
            field("DBSize", Long.toString(status.dbSize()));
            field("DBSizeInUse", Long.toString(status.dbSizeInUse()));
            field("DBSizeQuota", Long.toString(status.dbSizeQuota()));
            field("Leader", Long.toUnsignedString(status.leader()));
            field("IsLearner", Boolean.toString(status.learner()));
            field("RaftIndex", Long.toUnsignedString(status.raftIndex()));
            field("RaftTerm", Long.toUnsignedString(status.raftTerm()));
            field("RaftAppliedIndex", Long.toUnsignedString(status.raftAppliedIndex()));
            field("Errors", Text.of("[" + String.join(" ", status.errors()) + "]"));
            field("Endpoint", Text.quote(result.endpoint()));
            quoted("DowngradeTargetVersion", status.downgradeTargetVersion());
            field("DowngradeEnabled", Boolean.toString(status.downgradeEnabled()));
            console.out("\n");
        }
    }

    @Override
    public void healths(List<EndpointHealth> results) {
        for (EndpointHealth health : results) {
            field("Endpoint", Text.quote(health.endpoint()));
            field("Health", Boolean.toString(health.error() == null));
            field("Took", Text.duration(health.tookNanos()));
            field("Error", Objects.requireNonNullElse(health.error(), ""));
            console.out("\n");
        }
    }

    private void header(Header header) {
        field("ClusterID", id(header.clusterId()));
        field("MemberID", id(header.memberId()));
        field("Revision", Long.toString(header.revision()));
        field("RaftTerm", Long.toUnsignedString(header.term()));
    }

    private void keyValue(String prefix, KeyValue kv) {
        field(prefix + "Key", Text.quote(Text.of(kv.key())));
        field(prefix + "CreateRevision", Long.toString(kv.createRevision()));
        field(prefix + "ModRevision", Long.toString(kv.modRevision()));
        field(prefix + "Version", Long.toString(kv.version()));
        field(prefix + "Value", Text.quote(Text.of(kv.value())));
        field(prefix + "Lease", Long.toString(kv.lease()));
    }

    private String id(long id) {
        return hex ? Long.toHexString(id) : Long.toUnsignedString(id);
    }

    private void quoted(String name, String characters) {
        field(name, Text.quote(Text.of(characters)));
    }

    private void field(String name, String value) {
        console.out("\"" + name + "\" : " + value + "\n");
    }
}
