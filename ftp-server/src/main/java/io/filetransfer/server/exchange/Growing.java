package io.filetransfer.server.exchange;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.util.List;

/** Uploads that are appended to: what of their begin is kept for their end, and that end. */
final class Growing {
    private static final List<Option<?>> KEPT = List.of(
            Option.NOTE,
            Option.JOIN,
            Option.EXPECT_ABSENT,
            Option.EXPECT_VERSION,
            Option.CONDITIONS,
            Option.PARENTS,
            Option.MODIFIED,
            Option.MODE);

    private Growing() {}

    static Options kept(Options asked) {
        Options kept = asked;
        for (Option<?> option : asked.present()) {
            kept = KEPT.contains(option) ? kept : kept.without(option);
        }
        return kept;
    }

    /** Whether all of it is there, and it is to get a name and not to become a piece of something else. */
    static boolean isDone(PartsStatus.Open upload) {
        return upload.growth() != null
                && upload.isWhole()
                && !upload.growth().begun().has(Option.JOIN);
    }

    /**
     * Gives the file its name if all of it is there.
     *
     * @param asked by who has it done now, who may be allowed less than whoever began
     * @return null if it is not
     */
    static Committed publish(
            Parts parts, UploadId id, Options asked, SafePath target, PartsStatus.Open upload, Durability durability)
            throws StorageException {
        if (!isDone(upload)) {
            return null;
        }
        Options begun = upload.growth().begun();
        Options wanted = begun.withFlag(
                Option.EXPECT_ABSENT, begun.has(Option.EXPECT_ABSENT) || asked.has(Option.EXPECT_ABSENT));
        Extent whole = upload.held().isEmpty() ? Extent.NOTHING : upload.held().get(0);
        Commit commit =
                new Commit(whole.digest(), begun.get(Option.MODIFIED, null), begun.get(Option.MODE, null), durability);
        PartsStatus now = parts.commit(id, QueryExchange.destination(target, wanted), upload.size(), commit);
        return now instanceof Committed committed ? committed : null;
    }

    /** What the answer about an upload says that is not at its end. */
    static Options described(Options answer, PartsStatus.Open upload) {
        PartsStatus.Growth growth = upload.growth();
        return answer.withPresent(Option.SIZE, growth.sized() ? upload.size() : null)
                .with(Option.MODIFIED, growth.lastWrite())
                .withPresent(Option.NOTE, growth.begun().get(Option.NOTE, null));
    }
}
