package io.jangada.server.etcd;

import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.transport.Addresses;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** A change of the members that a client asks for. */
sealed interface MemberChange {
    ServerId id();

    /**
     * A new member, which listens until it has caught up and then gets a vote by itself, so that it
     * never costs a majority; a learner gets none.
     */
    record Add(ServerId id, List<String> peerUrls, boolean learner) implements MemberChange {
        /** With an id that follows from {@code peerUrls} and the time, as etcd's do. */
        static Add at(Instant time, List<String> peerUrls, boolean learner) {
            String seed = String.join("", peerUrls) + time.getEpochSecond();
            ServerId id = new ServerId(Ids.of(seed.getBytes(StandardCharsets.UTF_8)));
            return new Add(id, peerUrls, learner);
        }
    }

    record Remove(ServerId id) implements MemberChange {}

    /** Other peer URLs. */
    record Update(ServerId id, List<String> peerUrls) implements MemberChange {}

    /** A learner gets its vote. */
    record Promote(ServerId id) implements MemberChange {}

    /** Whether {@code now} is as asked for. */
    default boolean isDone(Members now, Lineup lineup) {
        return switch (this) {
            case Add add -> now.all().contains(add.id);
            case Remove remove -> !now.all().contains(remove.id);
            case Update update ->
                    update.peerUrls.equals(lineup.addresses(now).urls().get(update.id));
            case Promote promote -> now.isVoter(promote.id);
        };
    }

    /** What {@code now} is to become. */
    default Members from(Members now, Lineup lineup) {
        return switch (this) {
            case Add add ->
                    (add.learner ? now.withLearner(add.id) : now.withJoining(add.id))
                            .at(lineup.addresses(now).with(add.id, add.peerUrls).encode());
            case Remove remove ->
                    now.without(remove.id)
                            .at(lineup.addresses(now).with(remove.id, List.of()).encode());
            case Update update ->
                    now.at(lineup.addresses(now).with(update.id, update.peerUrls).encode());
            case Promote promote -> now.promote(promote.id);
        };
    }

    /** Sorted, as etcd keeps them; none if one of them is no {@code http://host:port}. */
    static List<String> urls(List<String> texts) {
        List<String> urls = texts.stream().map(String::strip).sorted().distinct().toList();
        boolean good =
                urls.size() <= Addresses.URLS_MAX && urls.stream().allMatch(MemberChange::isUrl);
        return good ? urls : List.of();
    }

    private static boolean isUrl(String text) {
        return Bytes.utf8(text).size() <= Addresses.URL_BYTES_MAX && Addresses.socket(text) != null;
    }
}
