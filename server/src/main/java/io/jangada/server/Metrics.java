package io.jangada.server;

import io.jangada.node.Stats;
import io.jangada.raft.Standing;
import io.jangada.raft.Status;
import io.jangada.server.admission.Doorkeeper;
import io.jangada.server.etcd.Replica;
import io.jangada.server.etcd.Version;

/** The metrics of a member, under etcd's names. Nothing is counted here: all is asked for. */
final class Metrics {
    private final Replica replica;
    private final Doorkeeper doorkeeper;
    private final Histogram writes;

    /**
     * @param writes how long journal writes took, with their force
     */
    Metrics(Replica replica, Doorkeeper doorkeeper, Histogram writes) {
        this.replica = replica;
        this.doorkeeper = doorkeeper;
        this.writes = writes;
    }

    /** All metrics as text for Prometheus. */
    String text() {
        Exposition out = new Exposition();
        server(out);
        proposals(out);
        store(out);
        log(out);
        out.histogram(
                "etcd_disk_wal_fsync_duration_seconds",
                "The latency distributions of fsync called by WAL.",
                writes);
        Procfs.write(out);
        return out.toString();
    }

    private void server(Exposition out) {
        Status status = replica.status();
        out.gauge(
                "etcd_server_has_leader",
                "Whether or not a leader exists. 1 is existence, 0 is not.",
                status.leader() == null ? 0 : 1);
        out.gauge(
                "etcd_server_is_leader",
                "Whether or not this member is a leader. 1 if is, 0 otherwise.",
                status.standing() == Standing.LEADER ? 1 : 0);
        out.gauge(
                "etcd_server_is_learner",
                "Whether or not this member is a learner. 1 if is, 0 otherwise.",
                replica.lineup().isLearner(replica.self()) ? 1 : 0);
        out.label(
                "etcd_server_id",
                "Server or member ID in hexadecimal format. 1 for 'server_id' label with current"
                        + " ID.",
                "server_id",
                replica.self().toString());
        out.label(
                "etcd_server_version",
                "Which version is running. 1 for 'server_version' label with current version.",
                "server_version",
                Version.SERVER);
        out.label(
                "etcd_cluster_version",
                "Which version is running. 1 for 'cluster_version' label with current cluster"
                        + " version",
                "cluster_version",
                Version.CLUSTER.substring(0, Version.CLUSTER.lastIndexOf('.')));
        out.counter(
                "etcd_server_leader_changes_seen_total",
                "The number of leader changes seen.",
                replica.stats().leaderChanges());
    }

    private void proposals(Exposition out) {
        Status status = replica.status();
        Stats stats = replica.stats();
        out.gauge(
                "etcd_server_proposals_committed_total",
                "The total number of consensus proposals committed.",
                status.commitIndex());
        out.gauge(
                "etcd_server_proposals_applied_total",
                "The total number of consensus proposals applied.",
                status.lastApplied());
        out.gauge(
                "etcd_server_proposals_pending",
                "The current number of pending proposals to commit.",
                stats.proposalsPending());
        out.counter(
                "etcd_server_proposals_failed_total",
                "The total number of failed proposals seen.",
                stats.proposalsFailed());
    }

    private void store(Exposition out) {
        out.gauge(
                "etcd_server_quota_backend_bytes",
                "Current backend storage quota size in bytes.",
                replica.quotaBytes());
        out.gauge(
                "etcd_mvcc_db_total_size_in_bytes",
                "Total size of the underlying database physically allocated in bytes.",
                replica.bytes());
        out.gauge(
                "etcd_mvcc_db_total_size_in_use_in_bytes",
                "Total size of the underlying database logically in use in bytes.",
                replica.bytes());
        out.gauge(
                "etcd_debugging_mvcc_current_revision",
                "The current revision of store.",
                replica.store().revision());
        out.gauge(
                "etcd_debugging_mvcc_compact_revision",
                "The revision of the last compaction in store.",
                Math.max(0, replica.store().compactRevision()));
    }

    /** What etcd has no name for. */
    private void log(Exposition out) {
        Status status = replica.status();
        Stats stats = replica.stats();
        out.gauge(
                "jangada_journal_size_in_bytes",
                "Bytes that the log of this member occupies on its disk.",
                stats.journalBytes());
        out.gauge(
                "jangada_log_first_index",
                "The first entry that this member's log still holds.",
                status.firstLogIndex());
        out.gauge(
                "jangada_snapshot_index",
                "The last entry that this member's newest snapshot stands for.",
                status.snapshotIndex());
        out.gauge(
                "jangada_calls_limit",
                "How many calls for keys and values may be under way now.",
                doorkeeper.limit());
        out.counter(
                "jangada_calls_refused_total",
                "How many calls were refused before they were read, for too many came.",
                doorkeeper.refused());
        out.counter(
                "jangada_snapshots_restored_total",
                "How many snapshots of other members took the place of this member's log.",
                stats.snapshotsRestored());
        out.counter(
                "jangada_snapshots_damaged_total",
                "How many snapshots of this member were found damaged while it ran.",
                stats.snapshotsDamaged());
    }
}
