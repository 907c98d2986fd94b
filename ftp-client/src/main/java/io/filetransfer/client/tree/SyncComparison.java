package io.filetransfer.client.tree;

import io.filetransfer.codec.ModeRule;

/**
 * What counts as the same in a sync.
 *
 * @param checksum whether files of one size are compared by digest, instead of their times
 * @param keepMode whether permission bits are compared
 * @param modes what the target makes of the permission bits of files
 */
record SyncComparison(boolean checksum, boolean keepMode, ModeRule modes) {
    /** Whether time or bits are to be set on the target. */
    boolean attributesDiffer(SyncEntry source, SyncEntry target) {
        return source.modified() != null && !source.sameTimeAs(target) || !sameMode(source, target);
    }

    /** Whether the bits are as they are to be, so far as they are to be kept and the target lets them. */
    boolean sameMode(SyncEntry source, SyncEntry target) {
        return !keepMode || source.sameModeAs(target, modes);
    }
}
