package io.jangada.server;

import io.jangada.node.storage.Finding;
import io.jangada.node.storage.Inspection;
import io.jangada.raft.Members;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * What a finding means for the member, and what the operator can do about it, in one line each.
 *
 * @param then what the server does when it is started
 * @param now what to do
 */
record Advice(String then, String now) {
    /** What is found where a restore has not come to its end. */
    static final String RESTORING =
            DataDirectory.RESTORING + ": a restore into the directory was not finished";

    /** What is found where the file of the others' incarnations is damaged. */
    static final String PEERS = DataDirectory.PEERS + ": it cannot be read";

    private static final String DISK = "start the member, and have an eye on its disk";

    /** Of a member that stands in {@code directory}. */
    static Advice of(Finding finding, Path directory, boolean alone) {
        return switch (finding.effect()) {
            case NOTED -> new Advice("nothing", "nothing");
            case TORN ->
                    new Advice(
                            "it is cut: the end of a write that was not through, nobody was told",
                            "start the member");
            case ASIDE ->
                    new Advice(
                            "it is cut, and its bytes are kept in a file aside-…; nothing tells"
                                    + " whether it was acknowledged",
                            DISK);
            case SUSPECT ->
                    new Advice(
                            "its place is kept, and no vote given until a leader has sent it again",
                            "start the member while a majority of the others is up");
            case MENDED -> new Advice("it is made again from the other copy", DISK);
            case IGNORED -> new Advice("it is read past: no entry is lost with it", DISK);
            case UNUSED ->
                    new Advice(
                            "the snapshot is put aside; the one before it, or a peer's, is taken",
                            DISK);
            case AWAITED ->
                    new Advice(
                            "a snapshot of another member is fetched, and no vote given before",
                            "start the member while a majority of the others is up");
            case REFUSED -> {
                String remedy = remedy(finding, directory);
                String other =
                        alone
                                ? "a backup, or: jangada repair " + directory
                                : "jangada member remove, then add it again with an empty data"
                                        + " directory";
                yield new Advice("the server does not start", remedy == null ? other : remedy);
            }
        };
    }

    /** What helps against this one, and no repair does; null if there is nothing of its own. */
    static @Nullable String remedy(Finding finding, Path directory) {
        String what = finding.what();
        if (what.equals(RESTORING)) {
            return "delete " + directory + " and restore again";
        }
        if (what.equals(PEERS)) {
            return "delete the file "
                    + directory.resolve(DataDirectory.PEERS)
                    + ": it is made again";
        }
        return what.endsWith("start it once more with --force-new-cluster")
                ? "start it once more with --force-new-cluster"
                : null;
    }

    /**
     * Whether there is nobody else in the latest configuration that is known. A learner counts too:
     * it has what is given up, and stops where other entries come in its place.
     */
    static boolean isAlone(Inspection found, boolean begunAlone) {
        Members members = found.members();
        if (found.hides()) {
            return false;
        }
        if (members == null || members.voters().isEmpty()) {
            return begunAlone;
        }
        return members.all().size() == 1;
    }

    /** Whether a finding is more than what a crash may leave. */
    static boolean isDamage(Finding finding) {
        return switch (finding.effect()) {
            case NOTED, TORN -> false;
            case ASIDE, SUSPECT, MENDED, IGNORED, UNUSED, AWAITED, REFUSED -> true;
        };
    }
}
