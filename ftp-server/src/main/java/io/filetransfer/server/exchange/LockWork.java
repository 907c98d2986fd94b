package io.filetransfer.server.exchange;

import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.LockState;
import io.filetransfer.codec.LockWish;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.server.lock.Holder;
import io.filetransfer.server.lock.Lock;
import io.filetransfer.server.lock.LockedStorage;
import io.filetransfer.server.lock.Locks;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import java.util.List;

/** Locks that are taken and given up. Each method is the work of a {@link QueryExchange}. */
final class LockWork {
    private LockWork() {}

    /** Where nothing is, an empty file is made: whoever locks a name means to store something there. */
    static Options lock(QueryExchange query, Storage storage) throws StorageException {
        LockWish wish = query.request
                .options()
                .find(Option.LOCK)
                .orElseThrow(
                        () -> new StorageException(ErrorCode.BAD_REQUEST, "It is not said how it is to be locked."));
        Locks locks = query.context.locks();
        Holder holder = query.holder();
        if (wish.refresh()) {
            Lock longer = locks.refresh(query.path(), holder.tokens(), wish.seconds(), holder.user());
            return reply(query, locks.told(longer, query.path()), false);
        }
        Lock lock = locks.grant(query.path(), wish, holder.user());
        boolean held = false;
        try {
            Storage own = new LockedStorage(query.context.storage(query.principal), locks, holder.with(lock.token()));
            boolean isNew = makeUnlessThere(query, own);
            held = true;
            return reply(query, locks.told(lock, query.path()), isNew);
        } finally {
            if (!held) {
                locks.release(query.path(), lock.token(), holder.user());
            }
        }
    }

    private static boolean makeUnlessThere(QueryExchange query, Storage storage) throws StorageException {
        SafePath path = query.path();
        try {
            storage.stat(path);
            return false;
        } catch (StorageException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
        try (Upload empty = storage.begin(new Destination(path, false, Expectation.ABSENT), 0)) {
            RunningDigest nothing = new RunningDigest(DigestAlgorithm.CRC32C);
            empty.commit(new Commit(nothing.digest(), null, null, query.durability()));
            return true;
        }
    }

    private static Options reply(QueryExchange query, LockState lock, boolean isNew) {
        return query.changed().with(Option.LOCKS, List.of(lock)).withFlag(Option.NEW_NAME, isNew);
    }

    static Options unlock(QueryExchange query, Storage storage) throws StorageException {
        String token = query.request
                .options()
                .find(Option.LOCK_TOKEN)
                .orElseThrow(() -> new StorageException(ErrorCode.BAD_REQUEST, "It is not said which lock."));
        query.context.locks().release(query.path(), token, query.holder().user());
        return query.changed();
    }
}
