package io.filetransfer.server.storage;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;

/** What became of commits that were noted before they were made, and not after. Safe for use by many threads. */
final class UnclearCommits {
    private final Root root;
    private final CommitLog log;
    private final InstantSource clock;

    UnclearCommits(Root root, CommitLog log, InstantSource clock) {
        this.root = root;
        this.log = log;
        this.clock = clock;
    }

    /**
     * If the file has its name, the commit was made, and is remembered from now on. Anything else under the name means that
     * it was not, or that it was replaced or removed since; so does a missing parent.
     *
     * @param intent whose content is nowhere else
     * @return null if it was not made
     * @throws StorageException it cannot be told
     */
    CommitRecord resolve(CommitRecord intent) throws StorageException {
        SafePath target = intent.target();
        try (Directory parent = root.lookUp(target.parent())) {
            Snapshot file = parent.lookOrNull(Path.of(target.name()));
            if (file == null || !intent.isAbout(file)) {
                return null;
            }
            if (intent.committed().durability() == Durability.SYNCED) {
                root.syncUpwards(target.parent());
            }
            CommitRecord done = intent.with(clock.instant(), file.attributes());
            log.remember(done);
            return done;
        } catch (NoSuchFileException missing) {
            return null;
        } catch (IOException e) {
            StorageException told = Failures.of(e);
            if (told.code() == ErrorCode.NOT_FOUND) {
                return null;
            }
            throw told;
        }
    }
}
