package io.jangada.examples;

import io.jangada.node.Image;
import io.jangada.node.Loader;
import io.jangada.node.Node;
import io.jangada.node.Outcome;
import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;
import io.jangada.raft.Standing;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Locks that expire. Each token is higher than the ones before: what a lock protects refuses tokens
 * lower than it has seen, so a holder that was taken for dead and is not does no harm.
 */
final class LockService implements StateMachine<OptionalLong> {
    static final int LEASE_TICKS = 10;

    /** Of "lock owner", as they came. The first of each lock holds it, the others have token 0. */
    private final LinkedHashMap<String, Claim> claims = new LinkedHashMap<>();

    private record Claim(long token, int ticksLeft) {}

    /** Gives the token of who asks, if it holds the lock. Time is a command too: no clock here. */
    @Override
    public OptionalLong apply(long index, Bytes command) {
        String[] words = command.text().replaceAll("\\s", " ").split(" ", 2);
        String who = words[words.length - 1];
        switch (words[0]) {
            case "acquire" -> claims.put(who, new Claim(token(who), LEASE_TICKS)); // or keeps it
            case "release" -> claims.remove(who);
            default -> claims.replaceAll((_, old) -> new Claim(old.token, old.ticksLeft - 1));
        }
        claims.values().removeIf(claim -> claim.ticksLeft == 0);
        TreeSet<String> held = new TreeSet<>();
        claims.replaceAll((each, claim) ->
                held.add(each.split(" ", 2)[0]) && claim.token == 0
                        ? new Claim(index, LEASE_TICKS)
                        : claim);
        return token(who) > 0 ? OptionalLong.of(token(who)) : OptionalLong.empty();
    }

    private long token(String who) {
        return claims.getOrDefault(who, new Claim(0, 0)).token;
    }

    @Override
    public Image image() {
        StringBuilder all = new StringBuilder();
        claims.forEach((who, it) -> all.append(it.token + " " + it.ticksLeft + " " + who + "\n"));
        return Image.of(Bytes.utf8(all.toString()));
    }

    @Override
    public Loader loader() {
        return Loader.whole(bytes -> {
            claims.clear();
            for (String line : bytes.text().lines().toList()) {
                String[] words = line.split(" ", 3);
                Claim old = new Claim(Long.parseLong(words[0]), Integer.parseInt(words[1]));
                claims.put(words[2], old);
            }
        });
    }

    /** To be asked again and again: by who waits to keep the place, by who holds to keep on. */
    static OptionalLong acquire(Cluster<OptionalLong> cluster, String lock, String owner) {
        return switch (cluster.ask("acquire " + lock + " " + owner)) {
            case Outcome.Applied<OptionalLong>(_, OptionalLong token) -> token;
            // Perhaps it was done, but who does not know a token does not hold the lock.
            case Outcome.Refused<OptionalLong> _ -> OptionalLong.empty();
        };
    }

    /** To be called at the same pace for each member; only the time of the leader counts. */
    static void tick(Node<OptionalLong> member) {
        if (member.status().standing() == Standing.LEADER) {
            member.propose(Bytes.utf8("tick")).join();
        }
    }

    static void run(Path directory, Consumer<String> out) {
        var machines = List.of(new LockService(), new LockService(), new LockService());
        try (Cluster<OptionalLong> cluster = Cluster.open(directory, machines)) {
            out.accept("anna: " + acquire(cluster, "door", "anna"));
            while (acquire(cluster, "door", "bert").isEmpty()) {
                cluster.members().forEach(LockService::tick); // anna is silent
            }
            out.accept("bert: " + acquire(cluster, "door", "bert"));
        }
    }
}
