package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What became of commits that were noted before they were made, and not after. Safe for use by many threads. */
final class UnclearCommits {
    private static final Logger LOG = LogManager.getLogger("server");

    private final Root root;
    private final CommitLog log;
    private final InstantSource clock;

    UnclearCommits(Root root, CommitLog log, InstantSource clock) {
        this.root = root;
        this.log = log;
        this.clock = clock;
    }

    /**
     * At a start, before anything else is done: each one was made or not, and the files tell. What cannot be told now does
     * not keep the server from starting: it is looked for again when somebody asks.
     *
     * @param held whether an upload's content is still where it is collected, and so has no name
     */
    void settle(Predicate<UploadId> held) {
        for (CommitRecord intent : log.intents()) {
            try {
                if (held.test(intent.id()) || resolve(intent) == null) {
                    log.cancel(intent);
                }
            } catch (StorageException e) {
                LOG.warn("not known yet whether the upload {} was committed: {}", intent.id(), e.getMessage());
            }
        }
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
            Snapshot file = parent.lookOrNull(NameText.path(target.name()));
            if (file == null || !intent.isAbout(file)) {
                root.require();
                return null;
            }
            if (intent.committed().durability() == Durability.SYNCED) {
                root.syncUpwards(target.parent());
            }
            CommitRecord done = intent.with(clock.instant(), file.attributes());
            log.remember(done);
            return done;
        } catch (IOException e) {
            StorageException told = root.told(e);
            if (told.code() == ErrorCode.NOT_FOUND) {
                return null;
            }
            throw told;
        }
    }
}
