package io.jangada.sim.disk;

import org.jspecify.annotations.Nullable;

import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** The names of a directory: as they are now, on the medium, and what lies between, in order. */
final class Names {
    final TreeMap<String, Inode> now = new TreeMap<>();
    final TreeMap<String, Inode> durable = new TreeMap<>();
    final List<Change> changes = new ArrayList<>();

    /** A name that goes, a name that comes; a rename is both, at once. */
    record Change(@Nullable String gone, @Nullable String come, @Nullable Inode inode) {
        void apply(TreeMap<String, Inode> names) {
            if (gone != null) {
                names.remove(gone);
            }
            if (come != null && inode != null) {
                names.put(come, inode);
            }
        }
    }

    Inode inode(String file) throws NoSuchFileException {
        Inode inode = now.get(file);
        if (inode == null) {
            throw new NoSuchFileException(file);
        }
        return inode;
    }

    void change(Change change) {
        change.apply(now);
        changes.add(change);
    }

    /** Each change lands or is lost, and none is pending any more. */
    void land(BooleanSupplier lands) {
        for (Change change : changes) {
            if (lands.getAsBoolean()) {
                change.apply(durable);
            }
        }
        changes.clear();
    }

    /** What is not on the medium is gone. */
    void cut() {
        now.clear();
        now.putAll(durable);
    }

    /** All names are on the medium. */
    void settled() {
        changes.clear();
        durable.clear();
        durable.putAll(now);
    }

    /** Every file that has a name, or may have one after a cut, in a fixed order. */
    List<Inode> inodes() {
        return List.copyOf(numbered().keySet());
    }

    /** The same, with the places in that order. Changes nothing, so that many may copy at once. */
    private SequencedMap<Inode, Integer> numbered() {
        SequencedMap<Inode, Integer> found = new LinkedHashMap<>();
        durable.values().forEach(inode -> found.putIfAbsent(inode, found.size()));
        for (Change change : changes) {
            if (change.inode != null) {
                found.putIfAbsent(change.inode, found.size());
            }
        }
        now.values().forEach(inode -> found.putIfAbsent(inode, found.size()));
        return found;
    }

    Names copy() {
        Map<Inode, Integer> originals = numbered();
        List<Inode> copies = originals.keySet().stream().map(Inode::copy).toList();
        UnaryOperator<Inode> twin =
                inode -> copies.get(Objects.requireNonNull(originals.get(inode)));
        Names copy = new Names();
        now.forEach((name, inode) -> copy.now.put(name, twin.apply(inode)));
        durable.forEach((name, inode) -> copy.durable.put(name, twin.apply(inode)));
        for (Change change : changes) {
            Inode inode = change.inode == null ? null : twin.apply(change.inode);
            copy.changes.add(new Change(change.gone, change.come, inode));
        }
        return copy;
    }
}
