package io.jangada.server;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;

import io.jangada.node.ReadOutcome;
import io.jangada.node.Reason;
import io.jangada.server.etcd.Replica;
import io.jangada.server.etcd.Version;
import io.jangada.server.etcd.Words;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What is asked over plain HTTP, by GET alone: {@code /health}, {@code /livez}, {@code /readyz},
 * {@code /version} and {@code /metrics}.
 */
final class Probes {
    private static final String LINEARIZABLE_READ = "linearizable_read";
    private static final List<String> LIVE = List.of("serializable_read");
    private static final List<String> READY =
            List.of("data_corruption", "serializable_read", LINEARIZABLE_READ, "non_learner");

    private final Replica replica;
    private final Metrics metrics;

    Probes(Replica replica, Metrics metrics) {
        this.replica = replica;
        this.metrics = metrics;
    }

    /** What to serve at which path. */
    SortedMap<String, HttpService> services() {
        SortedMap<String, HttpService> services = new TreeMap<>();
        services.put("/health", get(this::health));
        services.put("/version", get(_ -> version()));
        services.put("/metrics", get(_ -> metrics()));
        for (Map.Entry<String, List<String>> path :
                Map.of("/livez", LIVE, "/readyz", READY).entrySet()) {
            services.put(path.getKey(), get(query -> checks(path.getValue(), query)));
            for (String check : path.getValue()) {
                services.put(
                        path.getKey() + "/" + check, get(query -> checks(List.of(check), query)));
            }
        }
        return services;
    }

    private static HttpService get(Function<QueryParams, HttpResponse> answer) {
        return (call, request) ->
                request.method() == HttpMethod.GET
                        ? answer.apply(call.queryParams())
                        : HttpResponse.of(
                                ResponseHeaders.builder(HttpStatus.METHOD_NOT_ALLOWED)
                                        .add(HttpHeaderNames.ALLOW, "GET")
                                        .contentType(MediaType.PLAIN_TEXT_UTF_8)
                                        .build(),
                                com.linecorp.armeria.common.HttpData.ofUtf8(
                                        "Method Not Allowed\n"));
    }

    /** Well means: no alarm, a leader, and a linearizable read; or just no alarm, where asked. */
    private HttpResponse health(QueryParams query) {
        if (replica.isFull() && !query.getAll("exclude").contains("NOSPACE")) {
            return health("ALARM NOSPACE");
        }
        if ("true".equals(query.get("serializable"))) {
            return health("");
        }
        if (replica.leader() == null) {
            return health("RAFT NO LEADER");
        }
        return afterRead(refused -> health(refused == null ? "" : "RANGE ERROR:" + refused.text()));
    }

    private static HttpResponse health(String reason) {
        return HttpResponse.of(
                reason.isEmpty() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
                MediaType.JSON,
                "{\"health\":\"" + reason.isEmpty() + "\",\"reason\":\"" + reason + "\"}");
    }

    private static HttpResponse version() {
        return HttpResponse.of(
                HttpStatus.OK,
                MediaType.JSON,
                "{\"etcdserver\":\""
                        + Version.SERVER
                        + "\",\"etcdcluster\":\""
                        + Version.CLUSTER
                        + "\",\"storage\":\""
                        + Version.STORAGE
                        + "\"}");
    }

    private HttpResponse metrics() {
        return HttpResponse.of(
                HttpStatus.OK, MediaType.parse(Exposition.CONTENT_TYPE), metrics.text());
    }

    private HttpResponse checks(List<String> names, QueryParams query) {
        List<String> wanted =
                names.stream().filter(name -> !query.getAll("exclude").contains(name)).toList();
        boolean verbose = query.contains("verbose");
        return wanted.contains(LINEARIZABLE_READ)
                ? afterRead(refused -> checked(wanted, verbose, refused))
                : checked(wanted, verbose, null);
    }

    /** The others cannot fail while this process answers at all. */
    private static HttpResponse checked(
            List<String> names, boolean verbose, @Nullable Words refused) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            if (refused != null && name.equals(LINEARIZABLE_READ)) {
                text.append("[-]" + name + " failed: " + refused.text() + "\n");
            } else {
                text.append("[+]" + name + " ok\n");
            }
        }
        if (refused != null) {
            return HttpResponse.of(
                    HttpStatus.SERVICE_UNAVAILABLE, MediaType.PLAIN_TEXT_UTF_8, text.toString());
        }
        return HttpResponse.of(
                HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, (verbose ? text : "") + "ok\n");
    }

    /** Answers once a linearizable read is possible, or was refused. */
    private HttpResponse afterRead(Function<@Nullable Words, HttpResponse> answer) {
        CompletableFuture<HttpResponse> response = new CompletableFuture<>();
        Consumer<ReadOutcome> then =
                outcome ->
                        response.complete(
                                answer.apply(
                                        switch (outcome) {
                                            case ReadOutcome.Ready _ -> null;
                                            case ReadOutcome.Refused(Reason why) -> Words.of(why);
                                        }));
        replica.read(then);
        return HttpResponse.of(response);
    }
}
