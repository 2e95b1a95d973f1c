package io.jangada.node.storage;

/**
 * Whether damage is what a power cut leaves of a write: a sector that is as it was before, which is
 * zeros, since segments are filled with zeros before they are used and no write touches a sector of
 * another (R11, R12).
 *
 * <p>A disk that loses a sector of what was forced may look the same. So this says something only
 * of a batch that nothing else proves, and {@link Appender} proves each soon after its force.
 */
final class Tear {
    private Tear() {}

    /** Of a record that is not whole. When in doubt, no. */
    static boolean of(Scan scan, long ordinal) {
        Facts facts = Facts.of(scan, ordinal);
        if (facts == null) {
            return lost(scan, Facts.offset(scan, ordinal));
        }
        for (int at = facts.offset() & -Layout.SECTOR; at < facts.end(); at += Layout.SECTOR) {
            if (scan.isBlank(at)) {
                return true;
            }
        }
        return false;
    }

    /** Nothing tells of the record but the end of the one before it. */
    private static boolean lost(Scan scan, int before) {
        int sector = Layout.align(before, Layout.SECTOR);
        int batch = Layout.align(before, Layout.BLOCK);
        if (before == sector) {
            return scan.isBlank(sector) && scan.isBlank(batch);
        }
        // The sector was written: a header that begins in it has left its magic.
        return scan.isZero(before)
                ? scan.isBlank(batch)
                : before + Header.BYTES > sector && scan.isBlank(sector);
    }
}
