package io.jangada.examples;

import io.jangada.raft.ServerId;
import io.jangada.transport.Addresses;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs one of the examples, with data in a new folder. */
final class Main {
    private Main() {}

    public static void main(String[] words) throws IOException {
        String name = words.length == 1 ? words[0] : "";
        Path directory = Files.createTempDirectory("jangada-example");
        switch (name) {
            case "lock" -> LockService.run(directory, System.out::println);
            case "log" -> LogReader.run(directory, System.out::println);
            case "join" -> JoiningMember.run(directory, addresses(), System.out::println);
            default -> {
                System.err.println("Usage: jangada example lock|log|join");
                System.exit(1);
            }
        }
    }

    private static Addresses addresses() {
        Addresses all = Addresses.NONE;
        for (int id = 1; id <= 4; id++) {
            all = all.with(new ServerId(id), List.of("http://127.0.0.1:2401" + id));
        }
        return all;
    }
}
