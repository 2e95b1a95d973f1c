package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The snapshots of a directory as it is opened. Reading changes nothing; {@link #clean} does. */
final class Shelf {
    /** Those that exist, the newest one last. */
    final List<Manifest> complete = new ArrayList<>();

    /** The newest one that was ever complete and can be told from its manifest, be it damaged. */
    @Nullable Manifest told;

    /** What was found damaged, one line each that names the file. */
    final List<String> broken = new ArrayList<>();

    private final Disk disk;
    private final Origin origin;
    private final List<Image> torn = new ArrayList<>();
    private final List<Image> orphans = new ArrayList<>();
    private final List<String> useless = new ArrayList<>();
    private final List<Manifest> repairs = new ArrayList<>();

    private Shelf(Disk disk, Origin origin) {
        this.disk = disk;
        this.origin = origin;
    }

    static Shelf read(Disk disk, Origin origin, List<String> files, Findings findings)
            throws IOException, Block.Newer {
        Shelf shelf = new Shelf(disk, origin);
        for (String file : files) {
            Image image = Image.ofManifest(file);
            if (image != null) {
                shelf.look(image, files, findings);
            }
        }
        shelf.complete.sort(Comparator.comparingLong(Manifest::index));
        shelf.verify();
        for (String file : files) {
            shelf.sort(file, files);
        }
        for (String line : shelf.broken) {
            findings.add(Finding.Effect.UNUSED, line + ": it is kept aside, and not started on");
        }
        return shelf;
    }

    /** Only one of which each chunk is whole is started on; those before it wait for their turn. */
    private void verify() {
        while (!complete.isEmpty()) {
            Manifest newest = complete.getLast();
            Image image = new Image(newest.index(), newest.term());
            int bad = image.damaged(disk, origin, newest);
            if (bad < 0) {
                return;
            }
            torn.add(image);
            broken.add(image.where(newest, bad));
            repairs.remove(newest);
            complete.removeLast();
        }
    }

    private void look(Image image, List<String> files, Findings findings)
            throws IOException, Block.Newer {
        Image.Copies copies = image.read(disk, origin);
        Manifest manifest = copies.manifest();
        if (manifest == null) {
            torn.add(image);
            broken.add(image.manifest() + ": both copies are damaged");
            return;
        }
        if (told == null || told.index() < manifest.index()) {
            told = manifest;
        }
        long size = files.contains(image.file()) ? disk.size(image.file()) : 0;
        if (!files.contains(image.file()) || size != Image.fileBytes(manifest)) {
            torn.add(image);
            broken.add(
                    "%s at %d: the file ends, but has to have %d bytes"
                            .formatted(image.file(), size, Image.fileBytes(manifest)));
            return;
        }
        if (copies.damaged() >= 0) {
            repairs.add(manifest);
            long at = copies.damaged() * disk.size(image.manifest()) / 2;
            findings.add(
                    Finding.Effect.MENDED,
                    image.manifest() + " at " + at + ": a copy is damaged; it is made again");
        }
        complete.add(manifest);
    }

    /** Of what is not complete, the newest one may be gone on with. */
    private void sort(String file, List<String> files) {
        Image data = Image.ofData(file);
        if (data == null) {
            if (Image.isOurs(file) && Image.ofManifest(file) == null) {
                useless.add(file);
            }
            return;
        }
        boolean part = file.equals(data.part());
        boolean exists = !part && files.contains(data.manifest());
        Manifest newest = newest();
        boolean behind = newest != null && data.index() <= newest.index();
        if (exists) {
            return;
        }
        if (behind || (part && files.contains(data.file()))) {
            useless.add(file);
        } else if (!part) {
            orphans.add(data);
        }
    }

    @Nullable Manifest newest() {
        return complete.isEmpty() ? null : complete.getLast();
    }

    /** Makes damaged copies again, and removes what is of no use. */
    void clean() throws IOException {
        for (Manifest manifest : repairs) {
            new Image(manifest.index(), manifest.term()).publish(disk, origin, manifest);
        }
        for (Image image : torn) {
            image.putAside(disk);
        }
        for (Image image : orphans) {
            disk.rename(image.file(), image.part());
        }
        for (String file : useless) {
            if (disk.list().contains(file)) {
                disk.delete(file);
            }
        }
        if (!torn.isEmpty() || !orphans.isEmpty() || !useless.isEmpty()) {
            disk.forceDirectory();
        }
    }
}
