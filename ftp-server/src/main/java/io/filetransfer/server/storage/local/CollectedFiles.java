package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.SafePath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The two files of an upload in parts: its content, and the journal of what of it counts.
 *
 * @param place where they lie
 */
record CollectedFiles(UploadId id, CollectingPlace place, Disk disk) {
    private static final String CONTENT = ".data";
    private static final String JOURNAL = ".journal";
    private static final Set<OpenOption> EXISTING =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    Path content() {
        return Path.of(id + CONTENT);
    }

    Path journal() {
        return Path.of(id + JOURNAL);
    }

    /**
     * Makes both.
     *
     * @param begun null for an upload whose parts come in any order
     */
    void create(SafePath target, UploadSize size, Options begun, Instant now, Durability durability)
            throws IOException {
        try (Staging opened = place.open()) {
            // What an earlier upload of this id has left because its files could not be removed.
            remove(opened);
            try (PartsJournal journal = PartsJournal.create(opened, journal(), target, size, begun, now, disk)) {
                opened.newFile(content()).close();
                if (durability == Durability.SYNCED) {
                    journal.sync();
                    opened.directory().sync();
                }
            } catch (IOException | RuntimeException e) {
                remove(opened);
                throw e;
            }
        }
    }

    /** @param opened the place */
    PartsJournal openJournal(Staging opened) throws IOException {
        return PartsJournal.open(opened, journal(), disk, new PartsJournal.Account(disk.boot()));
    }

    /** @param opened the place */
    FileChannel openContent(Staging opened) throws IOException {
        // A commit that did not go through may have set permissions that shut the server itself out.
        opened.setMode(content(), null, 0600);
        return opened.directory().openFile(content(), EXISTING);
    }

    void remove() {
        try (Staging opened = place.open()) {
            remove(opened);
        } catch (IOException leftForTheNextStart) {
            // Or its file system is not mounted any more.
        }
    }

    private void remove(Staging opened) {
        // The content first: a journal without content is nothing, content without a journal neither, but it takes
        // room.
        for (Path name : List.of(content(), journal())) {
            try {
                opened.directory().deleteFile(name);
            } catch (IOException leftForTheNextStart) {
                // Or it was moved to its name.
            }
        }
    }
}
