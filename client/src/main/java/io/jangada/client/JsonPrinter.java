package io.jangada.client;

import io.jangada.client.Result.Header;

import java.util.List;

/** One JSON document per command, on one line. */
record JsonPrinter(Console console, boolean hex) implements Printer {

    @Override
    public void put(Result.Put result) {
        line(json(result));
    }

    @Override
    public void get(Result.Get result) {
        line(json(result));
    }

    @Override
    public void delete(Result.Delete result) {
        line(json(result));
    }

    @Override
    public void txn(Result.Txn result) {
        line(json(result));
    }

    private static String json(Result result) {
        return Json.object(json -> {
            json.raw("header", header(result.header()));
            switch (result) {
                case Result.Put put ->
                        put.previous().ifPresent(kv -> json.raw("prev_kv", keyValue(kv)));
                case Result.Get get ->
                        json.list("kvs", get.kvs(), JsonPrinter::keyValue)
                                .bool("more", get.more())
                                .number("count", get.count());
                case Result.Delete delete ->
                        json.number("deleted", delete.deleted())
                                .list("prev_kvs", delete.previous(), JsonPrinter::keyValue);
                case Result.Txn txn ->
                        json.bool("succeeded", txn.succeeded())
                                .list("responses", txn.results(), JsonPrinter::part);
                case Result.Compact _ -> {}
            }
        });
    }

    private static String part(Result result) {
        String name =
                switch (result) {
                    case Result.Put _ -> "response_put";
                    case Result.Get _ -> "response_range";
                    case Result.Delete _ -> "response_delete_range";
                    case Result.Txn _ -> "response_txn";
                    case Result.Compact _ ->
                            throw new IllegalStateException("a compaction inside a transaction");
                };
        String response = Json.object(json -> json.raw(name, json(result)));
        return Json.object(json -> json.raw("Response", response));
    }

    private static String keyValue(KeyValue kv) {
        return Json.object(json ->
                json.bytes("key", kv.key())
                        .number("create_revision", kv.createRevision())
                        .number("mod_revision", kv.modRevision())
                        .number("version", kv.version())
                        .bytes("value", kv.value())
                        .number("lease", kv.lease()));
    }

    private static String header(Header header) {
        return Json.object(json ->
                json.unsigned("cluster_id", header.clusterId())
                        .unsigned("member_id", header.memberId())
                        .number("revision", header.revision())
                        .unsigned("raft_term", header.term()));
    }

    @Override
    public void members(Members result) {
        line(
                Json.object(json ->
                        json.raw("header", membersHeader(result.header()))
                                .list("members", result.members(), this::member)));
    }

    @Override
    public void memberAdded(String name, List<String> urls, Members.Added result) {
        Members all = result.all();
        line(
                Json.object(json ->
                        json.raw("header", membersHeader(all.header()))
                                .raw("member", member(result.member()))
                                .list("members", all.members(), this::member)));
    }

    @Override
    public void memberChanged(String how, long id, Members result) {
        members(result);
    }

    private String membersHeader(Header header) {
        if (!hex) {
            return header(header);
        }
        return Json.object(json ->
                json.raw("cluster_id", hexadecimal(header.clusterId()))
                        .raw("member_id", hexadecimal(header.memberId()))
                        .number("revision", header.revision())
                        .unsigned("raft_term", header.term()));
    }

    private String member(Members.Member member) {
        return Json.object(json ->
                (hex ? json.raw("ID", hexadecimal(member.id())) : json.unsigned("ID", member.id()))
                        .string("name", member.name())
                        .list("peerURLs", member.peerUrls(), Json::quote)
                        .list("clientURLs", member.clientUrls(), Json::quote)
                        .bool("isLearner", member.learner()));
    }

    private static String hexadecimal(long id) {
        return '"' + Long.toHexString(id) + '"';
    }

    @Override
    public void statuses(List<EndpointStatus> results) {
        line(
                Json.array(
                        results,
                        result ->
                                Json.object(json ->
                                        json.raw("Endpoint", endpoint(result.endpoint()))
                                                .raw("Status", status(result.status())))));
    }

    private static String status(MemberStatus status) {
        return Json.object(json -> {
            json.raw("header", header(status.header()))
                    .string("version", status.version())
                    .number("dbSize", status.dbSize())
                    .unsigned("leader", status.leader())
                    .unsigned("raftIndex", status.raftIndex())
                    .unsigned("raftTerm", status.raftTerm())
                    .unsigned("raftAppliedIndex", status.raftAppliedIndex())
                    .list("errors", status.errors(), Json::quote)
                    .number("dbSizeInUse", status.dbSizeInUse())
                    .bool("isLearner", status.learner())
                    .string("storageVersion", status.storageVersion())
                    .number("dbSizeQuota", status.dbSizeQuota());
            if (status.downgradeInfo()) {
                json.raw(
                        "downgradeInfo",
                        Json.object(info ->
                                info.bool("enabled", status.downgradeEnabled())
                                        .string("targetVersion", status.downgradeTargetVersion())));
            }
        });
    }

    @Override
    public void healths(List<EndpointHealth> results) {
        line(Json.array(results, JsonPrinter::health));
    }

    private static String health(EndpointHealth health) {
        String error = health.error();
        return Json.object(json -> {
            json.raw("endpoint", endpoint(health.endpoint()))
                    .raw("health", Boolean.toString(error == null))
                    .string("took", Text.characters(Text.duration(health.tookNanos())));
            if (error != null) {
                json.string("error", Text.characters(error));
            }
        });
    }

    private static String endpoint(String text) {
        return Json.quote(Text.characters(text));
    }

    private void line(String json) {
        console.out(json + "\n");
    }
}
