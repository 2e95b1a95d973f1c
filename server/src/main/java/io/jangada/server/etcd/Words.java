package io.jangada.server.etcd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jangada.kv.Refusal;
import io.jangada.node.Reason;

/**
 * Every error that these services answer. Clients match the text, so it is part of the interface,
 * byte for byte.
 */
public enum Words {
    KEY_NOT_PROVIDED(Status.Code.INVALID_ARGUMENT, "key is not provided"),
    KEY_NOT_FOUND(Status.Code.INVALID_ARGUMENT, "key not found"),
    VALUE_PROVIDED(Status.Code.INVALID_ARGUMENT, "value is provided"),
    LEASE_PROVIDED(Status.Code.INVALID_ARGUMENT, "lease is provided"),
    TOO_MANY_OPERATIONS(Status.Code.INVALID_ARGUMENT, "too many operations in txn request"),
    DUPLICATE_KEY(Status.Code.INVALID_ARGUMENT, "duplicate key given in txn request"),
    INVALID_SORT_OPTION(Status.Code.INVALID_ARGUMENT, "invalid sort option"),
    INVALID_COMPARE(Status.Code.INVALID_ARGUMENT, "invalid compare in txn request"),
    TOO_LARGE(Status.Code.INVALID_ARGUMENT, "request is too large"),
    LEASE_NOT_FOUND(Status.Code.NOT_FOUND, "requested lease not found"),
    NO_SPACE(Status.Code.RESOURCE_EXHAUSTED, "mvcc: database space exceeded"),
    TOO_MANY_REQUESTS(Status.Code.RESOURCE_EXHAUSTED, "too many requests"),
    COMPACTED(Status.Code.OUT_OF_RANGE, "mvcc: required revision has been compacted"),
    FUTURE_REVISION(Status.Code.OUT_OF_RANGE, "mvcc: required revision is a future revision"),
    BAD_URLS(Status.Code.INVALID_ARGUMENT, "given member URLs are invalid"),
    MEMBER_NOT_FOUND(Status.Code.NOT_FOUND, "member not found"),
    MEMBER_EXISTS(Status.Code.FAILED_PRECONDITION, "member ID already exist"),
    PEER_URLS_EXIST(Status.Code.FAILED_PRECONDITION, "Peer URLs already exists"),
    NOT_ENOUGH_STARTED(
            Status.Code.FAILED_PRECONDITION,
            "re-configuration failed due to not enough started members"),
    NOT_A_LEARNER(Status.Code.FAILED_PRECONDITION, "can only promote a learner member"),
    LEARNER_NOT_READY(
            Status.Code.FAILED_PRECONDITION,
            "can only promote a learner member which is in sync with leader"),
    TOO_MANY_LEARNERS(Status.Code.FAILED_PRECONDITION, "too many learner members in cluster"),
    /** Not of etcd, which has no such bound. */
    TOO_MANY_MEMBERS(Status.Code.FAILED_PRECONDITION, "too many members in cluster"),
    /** Not of etcd, which waits. */
    SNAPSHOT_STUCK(
            Status.Code.ABORTED, "snapshot stopped: the client has taken too little for too long"),
    NOT_FOR_LEARNERS(Status.Code.FAILED_PRECONDITION, "rpc not supported for learner"),
    UNHEALTHY(Status.Code.UNAVAILABLE, "unhealthy cluster"),
    NO_LEADER(Status.Code.UNAVAILABLE, "no leader"),
    NOT_LEADER(Status.Code.FAILED_PRECONDITION, "not leader"),
    BAD_TRANSFEREE(Status.Code.FAILED_PRECONDITION, "bad leader transferee"),
    /** As etcd: with a code that says nothing. */
    TRANSFER_TIMED_OUT(Status.Code.UNKNOWN, "request timed out, leader transfer took too long"),
    STOPPED(Status.Code.UNAVAILABLE, "server stopped"),
    TIMED_OUT(Status.Code.UNAVAILABLE, "request timed out"),
    LEADER_FAILED(
            Status.Code.UNAVAILABLE, "request timed out, possibly due to previous leader failure"),
    CONNECTION_LOST(Status.Code.UNAVAILABLE, "request timed out, possibly due to connection lost");

    private final String text;

    /** Made once: refusing must stay cheap when everybody is refused. */
    @SuppressWarnings("ImmutableEnumChecker") // Nobody changes it: it has no cause to set.
    private final StatusRuntimeException exception;

    Words(Status.Code code, String text) {
        this.text = "etcdserver: " + text;
        this.exception = code.toStatus().withDescription(this.text).asRuntimeException();
    }

    /** With its prefix. */
    public String text() {
        return text;
    }

    StatusRuntimeException exception() {
        return exception;
    }

    static Words of(Refusal refusal) {
        return switch (refusal) {
            case KEY_NOT_PROVIDED -> KEY_NOT_PROVIDED;
            case KEY_NOT_FOUND -> KEY_NOT_FOUND;
            case VALUE_PROVIDED -> VALUE_PROVIDED;
            case LEASE_PROVIDED -> LEASE_PROVIDED;
            case LEASE_NOT_FOUND -> LEASE_NOT_FOUND;
            case TOO_MANY_OPERATIONS -> TOO_MANY_OPERATIONS;
            case DUPLICATE_KEY -> DUPLICATE_KEY;
            case INVALID_SORT_OPTION -> INVALID_SORT_OPTION;
            case COMPACTED -> COMPACTED;
            case FUTURE_REVISION -> FUTURE_REVISION;
            case NO_SPACE -> NO_SPACE;
        };
    }

    public static Words of(Reason reason) {
        return switch (reason) {
            case BUSY -> TOO_MANY_REQUESTS;
            // etcd stops at a full disk. Clients and operators know what it says at its quota.
            case NO_SPACE -> NO_SPACE;
            // Who waited for a leader in vain is told that time is up, as in etcd.
            case NO_LEADER, TIMED_OUT -> TIMED_OUT;
            case TOO_LARGE -> TOO_LARGE;
            case STOPPED -> STOPPED;
        };
    }

    /** What gRPC itself says in etcd when a message is over the limit of the connection. */
    static Status overReceiveLimit(String size, String limit) {
        return Status.RESOURCE_EXHAUSTED.withDescription(
                "grpc: received message larger than max (" + size + " vs. " + limit + ")");
    }
}
