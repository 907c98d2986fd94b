package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ModifiedTime;
import io.filetransfer.codec.NameText;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.UseWatcher;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** How a private file becomes the content of a name: whole, in one step, and safe before it is acknowledged. One thread. */
final class Publication {
    /** How often missing parents are made again that others remove all the time. */
    private static final int ATTEMPTS = 16;

    /** Told once when the file is as it is going to be under its name, but for permissions and time of change. */
    interface Intent {
        void about(Snapshot whole) throws IOException;
    }

    private final Publishing publishing;
    private final Staging directory;
    private final Path staged;
    private final FileChannel channel;
    /** Whether the file carries its digest. */
    private boolean attached;

    private boolean inDoubt;
    private boolean moved;

    /**
     * @param directory where the file is
     * @param channel of the file, which is closed
     */
    Publication(Publishing publishing, Staging directory, Path staged, FileChannel channel) {
        this.publishing = publishing;
        this.directory = directory;
        this.staged = staged;
        this.channel = channel;
    }

    /** Whether a sync or close of the file has failed, so that nobody knows what is in it. */
    boolean inDoubt() {
        return inDoubt;
    }

    /** Whether the file left its place. */
    boolean moved() {
        return moved;
    }

    Attributes publish(Destination destination, Commit commit, Intent intent) throws IOException {
        SafePath target = destination.target();
        Snapshot whole = finishFile(commit);
        intent.about(whole);
        long since = commit.whole();
        for (int attempt = 1; ; attempt++) {
            try (ChangedDirectory place =
                    publishing.root().place(target.parent(), destination.parents(), commit.durability(), since)) {
                place.syncAbove();
                Snapshot published = moveInto(place.directory(), destination, whole, commit);
                place.sync();
                publishing.root().require();
                // Another program may have replaced or removed it already; then what it was counts.
                return (published != null && published.hasContentOf(whole) ? published : whole).attributes();
            } catch (NoSuchFileException parentVanished) {
                if (moved || attempt > 1 && !destination.parents() || attempt == ATTEMPTS) {
                    throw parentVanished;
                }
                since = System.nanoTime(); // there may be another by now
            }
        }
    }

    private Snapshot finishFile(Commit commit) throws IOException {
        if (commit.modified() != null) {
            directory.setModified(staged, channel, ModifiedTime.settable(commit.modified()));
        }
        // The time is looked up even if it was just set: the file system may have rounded or clamped it.
        Snapshot whole = directory.directory().look(staged);
        attached = publishing.digests().attach(directory, staged, channel, commit.digest(), whole);
        if (commit.properties() != null && !commit.properties().areNone()) {
            Annotations.write(directory.directory(), staged, commit.properties().bytes());
        }
        directory.setMode(staged, channel, publishing.fileMode(commit.mode()));
        inDoubt = true;
        if (commit.durability() == Durability.SYNCED) {
            publishing.disk().sync(channel);
        }
        // Before the name changes: on some file systems it is the close that reports a failed write.
        publishing.disk().close(channel);
        inDoubt = false;
        return whole;
    }

    private void move(Directory parent, Path name) throws IOException {
        try {
            directory.directory().move(staged, parent, name);
            moved = true;
        } catch (IOException e) {
            // On network file systems a rename that was made may be reported as failed.
            moved = !isStaged();
            throw e;
        }
    }

    private boolean isStaged() {
        try {
            return directory.directory().lookOrNull(staged) != null;
        } catch (IOException unknown) {
            return true;
        }
    }

    /** What clients keep with a file stays when its content is replaced: few have any, so it is synced here for those alone. */
    private void keepProperties(Directory parent, Path name, Durability durability) throws IOException {
        byte[] kept = Annotations.read(parent, name);
        if (kept.length == 0) {
            return;
        }
        Annotations.write(directory.directory(), staged, kept);
        if (durability == Durability.SYNCED) {
            try (FileChannel again = directory.directory().openFile(staged)) {
                publishing.disk().sync(again);
            }
        }
    }

    private Snapshot moveInto(Directory parent, Destination destination, Snapshot whole, Commit commit)
            throws IOException {
        Path name = NameText.path(destination.target().name());
        NameLocks.LockedName held = publishing.locks().lock(parent, name);
        try (UseWatcher.Change change = publishing.use().changing(destination.target())) {
            Snapshot present = parent.lookOrNull(name);
            Replacement.require(present, destination.expectation());
            if (present != null && commit.properties() == null) {
                keepProperties(parent, name, commit.durability());
            }
            try {
                move(parent, name);
            } finally {
                if (moved) {
                    WatchedUse.published(change, whole, present);
                }
            }
            publishing.digests().removed(present);
            // Looked at again, since a rename moves the time of change and so the version.
            Snapshot published = parent.lookOrNull(name);
            if (!attached && published != null && published.hasContentOf(whole)) {
                publishing.digests().record(published, commit.digest());
            }
            return published;
        } finally {
            held.release();
        }
    }
}
