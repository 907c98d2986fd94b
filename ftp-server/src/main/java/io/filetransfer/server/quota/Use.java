package io.filetransfer.server.quota;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import org.apache.logging.log4j.LogManager;

/** Files, and the bytes in them. Sums that are too large are the greatest number. */
public record Use(long bytes, long files) {
    static final Use NOTHING = new Use(0, 0);

    static Use file(long bytes) {
        return new Use(bytes, 1);
    }

    /**
     * Walks a directory and counts what is there, which may take long. What has no name that a client could say, or may not
     * be read, is left out; the log has a line of it.
     */
    public static Use below(SafePath root, Storage storage) throws StorageException {
        Use found = NOTHING;
        try (Listing listing = storage.list(root, true)) {
            for (Listing.Item item = listing.next(); item != null; item = listing.next()) {
                if (item.attributes().kind() == Kind.FILE) {
                    found = found.plus(file(item.attributes().size()));
                }
            }
        } catch (StorageException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return NOTHING; // it was not made yet
            }
            if (e.code() != ErrorCode.BAD_NAME && e.code() != ErrorCode.DENIED) {
                throw e;
            }
            LogManager.getLogger("server").warn("not all of what lies in /{} is counted: {}", root, e.getMessage());
        }
        return found;
    }

    Use plus(Use more) {
        return new Use(plus(bytes, more.bytes), plus(files, more.files));
    }

    /** May be negative while it is being counted. */
    Use minus(Use less) {
        return new Use(bytes - less.bytes, files - less.files);
    }

    private static long plus(long a, long b) {
        return b > 0 && a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
