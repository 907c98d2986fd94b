package io.filetransfer.server.storage.local;

import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.SafePath;
import java.io.IOException;
import java.time.InstantSource;

/** Notes the commit of one upload in the log, before and after it is made. One thread. */
final class NotedCommit implements Publication.Intent {
    private final CommitLog log;
    private final InstantSource clock;
    private final UploadId id;
    private final SafePath target;
    private final Commit commit;
    private final Boot boot;
    private CommitRecord intent;
    private boolean published;

    NotedCommit(CommitLog log, InstantSource clock, Boot boot, UploadId id, SafePath target, Commit commit) {
        this.log = log;
        this.clock = clock;
        this.id = id;
        this.target = target;
        this.commit = commit;
        this.boot = boot;
    }

    @Override
    public void about(Snapshot whole) throws IOException {
        Committed planned = new Committed(whole.attributes(), commit.digest(), commit.durability());
        intent = new CommitRecord(
                id, target, clock.instant(), boot.of(commit.durability()), whole.device(), whole.inode(), planned);
        log.intend(intent);
    }

    /** The file has its name, safely. Returns when the answer is remembered. */
    Committed done(Attributes attributes) throws IOException {
        published = true;
        CommitRecord done = intent.with(clock.instant(), attributes);
        log.remember(done);
        if (log.isFull()) {
            tidy();
        }
        return done.committed();
    }

    private void tidy() {
        try {
            log.expire(clock.instant().minus(Parts.KEPT));
        } catch (IOException toldToTheNext) {
            // This commit is made and remembered. The log makes its file again before it notes another one, or refuses
            // it.
        }
    }

    /** Unless it was made and only the note of that failed: then the file shows it to whoever asks again. */
    void failed() {
        if (intent != null && !published) {
            log.cancel(intent);
        }
    }
}
