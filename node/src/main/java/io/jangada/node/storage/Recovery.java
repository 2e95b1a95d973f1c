package io.jangada.node.storage;

/** Opens a directory: creates it, reads it, repairs what may be repaired, or refuses. */
public final class Recovery {
    private Recovery() {}

    /**
     * Opens the directory behind {@code disk}, which from then on belongs to the journal: closing
     * that closes the disk. When refused, the disk is closed.
     *
     * @param expected whose journal this should be; see {@link Identity} for what is compared
     * @param alone whether the member is the only one of its cluster: a damaged last batch that may
     *     or may not have been acknowledged is then cut (and its bytes kept in a side file), since
     *     there is nobody to ask; with peers it is kept and reported as suspect
     */
    public static Opening open(Disk disk, Identity expected, boolean alone, Limits limits) {
        return new Opening.Refused("not yet");
    }
}
