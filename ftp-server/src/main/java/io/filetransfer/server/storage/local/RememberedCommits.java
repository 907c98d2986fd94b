package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Which upload ids were committed, with what came of it, and which commits are under way. Safe for use by many threads.
 *
 * <p>A commit that was noted before it was made, and not after, is unclear: the file under its name shows what became of it.
 */
final class RememberedCommits implements Closeable {
    private static final Logger LOG = LogManager.getLogger("server");

    private final Root root;
    private final CommitLog log;
    private final Boot boot;
    private final InstantSource clock;

    private RememberedCommits(Root root, CommitLog log, Boot boot, InstantSource clock) {
        this.root = root;
        this.log = log;
        this.boot = boot;
        this.clock = clock;
    }

    /** @throws StorageException with a sentence for the operator */
    static RememberedCommits open(Publishing publishing, Staging directory, InstantSource clock) throws IOException {
        Disk disk = publishing.disk();
        try {
            CommitLog log = CommitLog.open(directory, disk, clock.instant());
            return new RememberedCommits(publishing.root(), log, disk.boot(), clock);
        } catch (IOException e) {
            throw DiskFailures.atStart(
                    "uploads/" + CommitLog.NAME,
                    e,
                    "Start the version of the server that wrote it, or move the file away: commits of the last day that"
                            + " are asked for again are then made again.");
        }
    }

    /** Whether something was committed with this id, whatever its name. */
    boolean isKnown(UploadId id) {
        return log.find(id) != null;
    }

    /**
     * What was committed with this id and name.
     *
     * @param held whether an upload's content is still where it is collected, and so has no name
     * @throws StorageException it cannot be found out
     */
    Optional<Committed> find(UploadId id, SafePath target, Predicate<UploadId> held) throws StorageException {
        CommitRecord known = log.find(id);
        if (known == null) {
            CommitRecord intent = log.intent(id);
            known = intent == null || held.test(id) ? null : resolve(intent);
        }
        return known != null && known.target().equals(target) ? Optional.of(known.committed()) : Optional.empty();
    }

    /**
     * At a start, before anything else is done: each one was made or not, and the files show it. What cannot be found
     * out now does not keep the server from starting: it is looked for again when somebody asks.
     *
     * @param held as of {@link #find}
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
     * If the file has its name, the commit was made, and is remembered from now on. Anything else under the name means
     * that it was not, or that it was replaced or removed since; so does a missing parent.
     *
     * @param intent whose content is nowhere else
     * @return null if it was not made
     * @throws StorageException it cannot be found out
     */
    private CommitRecord resolve(CommitRecord intent) throws StorageException {
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

    /** A commit on its way into the log. */
    NotedCommit note(UploadId id, SafePath target, Commit commit) {
        return new NotedCommit(log, clock, boot, id, target, commit);
    }

    /** Forgets what is older than {@code time}, and what is too much. */
    void expire(Instant time) throws IOException {
        log.expire(time);
    }

    @Override
    public void close() {
        log.close();
    }
}
