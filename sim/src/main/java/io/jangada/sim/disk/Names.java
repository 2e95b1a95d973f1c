package io.jangada.sim.disk;

import org.jspecify.annotations.Nullable;

import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** The names of a directory: as they are now, on the medium, and what lies between, in order. */
final class Names {
    final TreeMap<String, Inode> now = new TreeMap<>();
    final TreeMap<String, Inode> durable = new TreeMap<>();
    final List<Change> changes = new ArrayList<>();
    private int searches;

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
        searches++;
        List<Inode> found = new ArrayList<>();
        durable.values().forEach(inode -> meet(inode, found));
        for (Change change : changes) {
            if (change.inode != null) {
                meet(change.inode, found);
            }
        }
        now.values().forEach(inode -> meet(inode, found));
        return found;
    }

    private void meet(Inode inode, List<Inode> found) {
        if (inode.met != searches) {
            inode.met = searches;
            found.add(inode);
        }
    }

    Names copy() {
        Names copy = new Names();
        List<Inode> originals = inodes();
        List<Inode> copies = new ArrayList<>();
        for (int i = 0; i < originals.size(); i++) {
            // From here on the mark says which copy is whose.
            originals.get(i).met = i;
            copies.add(originals.get(i).copy());
        }
        now.forEach((name, inode) -> copy.now.put(name, copies.get(inode.met)));
        durable.forEach((name, inode) -> copy.durable.put(name, copies.get(inode.met)));
        for (Change change : changes) {
            Inode inode = change.inode == null ? null : copies.get(change.inode.met);
            copy.changes.add(new Change(change.gone, change.come, inode));
        }
        originals.forEach(inode -> inode.met = 0);
        return copy;
    }
}
