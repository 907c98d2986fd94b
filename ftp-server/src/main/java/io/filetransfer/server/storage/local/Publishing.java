package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ModeRule;
import io.filetransfer.codec.NameText;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.SafePath;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * What it takes to give content a name below a root. Safe for use by many threads.
 *
 * @param use told what is published
 * @param fileModes what becomes of permission bits that a client asks for
 * @param defaultMode permission bits of a file for which it asks for none
 */
record Publishing(
        Root root,
        NameLocks locks,
        StoredDigests digests,
        Disk disk,
        WatchedUse use,
        ModeRule fileModes,
        int defaultMode) {

    /** @param asked what a client wants a file to have, or null */
    int fileMode(Integer asked) {
        return asked == null ? defaultMode : fileModes.apply(asked);
    }

    /** Refuses what is seen before any content came to be impossible for a file of this name. */
    void requirePossible(Destination destination) throws IOException {
        SafePath target = destination.target();
        Expectation expectation = destination.expectation();
        try (ChangedDirectory place = root.place(target.parent(), false, Durability.RELAXED)) {
            Snapshot present = place.directory().lookOrNull(NameText.path(target.name()));
            Replacement.require(present, expectation);
        } catch (NoSuchFileException missingParent) {
            if (!destination.parents()) {
                throw missingParent;
            }
            Replacement.require(null, expectation);
        }
    }
}
