package io.jangada.client;

import io.jangada.client.Printer.EndpointHealth;
import io.jangada.client.Printer.EndpointStatus;

import java.util.List;
import java.util.Objects;

/** The cells of tables, which the simple format joins with commas; all in {@link Text}. */
final class Rows {

    static final List<String> MEMBER =
            List.of("ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER");

    static final List<String> STATUS =
            List.of(
                    "ENDPOINT",
                    "ID",
                    "VERSION",
                    "STORAGE VERSION",
                    "DB SIZE",
                    "IN USE",
                    "PERCENTAGE NOT IN USE",
                    "QUOTA",
                    "IS LEADER",
                    "IS LEARNER",
                    "RAFT TERM",
                    "RAFT INDEX",
                    "RAFT APPLIED INDEX",
                    "ERRORS",
                    "DOWNGRADE TARGET VERSION",
                    "DOWNGRADE ENABLED");

    static final List<String> HEALTH = List.of("ENDPOINT", "HEALTH", "TOOK", "ERROR");

    private Rows() {}

    static List<List<String>> members(Members result) {
        return result.members().stream().map(Rows::member).toList();
    }

    private static List<String> member(Members.Member member) {
        return List.of(
                Long.toHexString(member.id()),
                member.name().isEmpty() ? "unstarted" : "started",
                Text.of(member.name()),
                Text.of(String.join(",", member.peerUrls())),
                Text.of(String.join(",", member.clientUrls())),
                Boolean.toString(member.learner()));
    }

    static List<List<String>> statuses(List<EndpointStatus> results) {
        return results.stream().map(Rows::status).toList();
    }

    private static List<String> status(EndpointStatus result) {
        MemberStatus status = result.status();
        return List.of(
                result.endpoint(),
                Long.toHexString(status.header().memberId()),
                Text.of(status.version()),
                Text.of(status.storageVersion()),
                Text.size(status.dbSize()),
                Text.size(status.dbSizeInUse()),
                notInUse(status) + "%",
                Text.size(status.dbSizeQuota()),
                Boolean.toString(status.leader() == status.header().memberId()),
                Boolean.toString(status.learner()),
                Long.toUnsignedString(status.raftTerm()),
                Long.toUnsignedString(status.raftIndex()),
                Long.toUnsignedString(status.raftAppliedIndex()),
                Text.of(String.join(", ", status.errors())),
                Text.of(status.downgradeTargetVersion()),
                Boolean.toString(status.downgradeEnabled()));
    }

    private static long notInUse(MemberStatus status) {
        return status.dbSize() == 0 ? 0 : 100 - status.dbSizeInUse() * 100 / status.dbSize();
    }

    static List<List<String>> healths(List<EndpointHealth> results) {
        return results.stream()
                .map(health ->
                        List.of(
                                health.endpoint(),
                                Boolean.toString(health.error() == null),
                                Text.duration(health.tookNanos()),
                                Objects.requireNonNullElse(health.error(), "")))
                .toList();
    }
}
