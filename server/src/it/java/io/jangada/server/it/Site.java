package io.jangada.server.it;

import java.nio.file.Path;
import java.util.List;

/** Where the members of a cluster live: the network that they are in, and their disks. */
interface Site extends AutoCloseable {
    /**
     * Makes it, before the members are started. Where the system does not let us the test is
     * skipped, unless it has to run.
     *
     * @param directory for files of any kind, on a disk
     */
    void open(Path directory);

    /** The address that a member listens at. */
    String host(int member);

    /** The directory for a member's data. */
    Path data(int member);

    /** What comes before a command that is to run where a member lives. */
    List<String> inside(int member);

    /** After the members have ended; nothing of it is left. */
    @Override
    void close();

    /** All on loopback, their data beside one another. */
    final class Here implements Site {
        private Path directory = Path.of("");

        @Override
        public void open(Path parent) {
            directory = parent;
        }

        @Override
        public String host(int member) {
            return "127.0.0.1";
        }

        @Override
        public Path data(int member) {
            return directory.resolve(Cluster.name(member));
        }

        @Override
        public List<String> inside(int member) {
            return List.of();
        }

        @Override
        public void close() {
            // The cluster removes its directory.
        }
    }
}
