package io.filetransfer.server.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import io.filetransfer.server.storage.local.LocalStorage;
import io.filetransfer.server.user.Quota;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A directory of this machine with a ledger, and a user with a quota in it. */
abstract class LedgerTestBase {
    static final SafePath HOME = path("home/u");
    static final Durability RELAXED = Durability.RELAXED;

    @TempDir
    Path root;

    final Queue<Runnable> disk = new ArrayDeque<>();
    Storage storage;
    Ledger ledger;
    Storage user;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(root.resolve("home/u"));
        restart(new Quota(1000, 10));
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
    }

    /** As a server begins: nothing is known, and what is there is counted. */
    final void restart(Quota quota) throws IOException {
        if (storage != null) {
            storage.close();
        }
        storage = LocalStorage.open(root);
        ledger = new Ledger(storage, disk::add);
        ledger.take(Set.of(HOME));
        count();
        user = new QuotaStorage(storage, account(), quota);
    }

    final void count() {
        for (Runnable task = disk.poll(); task != null; task = disk.poll()) {
            task.run();
        }
    }

    final Account account() {
        return ledger.account(HOME);
    }

    static SafePath path(String name) {
        try {
            return SafePath.parse(name);
        } catch (StorageException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Commit commit(Digest digest) {
        return new Commit(digest, null, null, RELAXED);
    }

    static void put(Storage storage, String name, int size, boolean sized) throws StorageException {
        try (Upload upload = storage.begin(Destination.of(path(name)), sized ? size : -1)) {
            for (int done = 0; done < size; done += 100) {
                upload.append(ByteBuffer.allocate(Math.min(100, size - done)));
            }
            upload.commit(commit(Digest.NONE));
        }
    }

    static void delete(Storage storage, String name) throws StorageException {
        storage.delete(path(name), true, Expectation.ANY, RELAXED);
    }

    static void move(Storage storage, String from, String to) throws StorageException {
        storage.move(path(from), Destination.of(path(to)), RELAXED);
    }

    static Digest crc(int size) {
        CRC32C crc = new CRC32C();
        crc.update(new byte[size]);
        return new Extent(0, size, (int) crc.getValue()).digest();
    }

    static void part(Storage storage, UploadId id, String name, int size) throws StorageException {
        try (Part part = storage.parts().open(id, path(name), size, 0, size, RELAXED)) {
            part.append(ByteBuffer.allocate(size));
            part.checkpoint(size, ByteBuffer.wrap(crc(size).bytes()).getInt());
        }
    }

    static PartsStatus commitParts(Storage storage, UploadId id, String name, int size) throws StorageException {
        return storage.parts().commit(id, Destination.of(path(name)), size, commit(crc(size)));
    }

    static void refused(ErrorCode code, Executable call) {
        assertEquals(code, assertThrows(StorageException.class, call).code());
    }

    final Use found() throws IOException {
        try (Stream<Path> all = Files.walk(root.resolve("home/u"))) {
            Use use = Use.NOTHING;
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                use = use.plus(Use.file(Files.size(file)));
            }
            return use;
        }
    }

    final void assertExact() throws IOException {
        assertEquals(found(), account().used());
        assertEquals(Use.NOTHING, account().reserved());
    }
}
