package io.filetransfer.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A storage for each test, and short ways to use it. */
public abstract class StorageTestBase {
    protected static final Durability SYNCED = Durability.SYNCED;
    protected static final Durability RELAXED = Durability.RELAXED;

    protected Storage storage;

    /** A storage with nothing in it. */
    protected abstract Storage create() throws Exception;

    @BeforeEach
    void openStorage() throws Exception {
        storage = create();
    }

    @AfterEach
    void closeStorage() {
        storage.close();
    }

    /** A call that may fail. */
    protected interface Call {
        void run() throws Exception;
    }

    protected static StorageException refused(ErrorCode code, Call call) {
        try {
            call.run();
        } catch (StorageException e) {
            assertEquals(code, e.code(), e::toString);
            assertFalse(e.getMessage().contains(" /"), "a path in: " + e.getMessage());
            return e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("not refused as " + code);
    }

    protected static SafePath path(String name) throws StorageException {
        return SafePath.parse(name);
    }

    protected static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    protected Upload begin(String name, boolean parents, Expectation expectation) throws StorageException {
        return storage.begin(new Destination(path(name), parents, expectation), -1);
    }

    protected Attributes put(String name, String content) throws StorageException {
        return put(name, content, null, SYNCED);
    }

    /** Puts a file, with parents. */
    protected Attributes put(String name, String content, Instant modified, Durability durability)
            throws StorageException {
        try (Upload upload = storage.begin(new Destination(path(name), true, Expectation.ANY), content.length())) {
            upload.append(utf8(content));
            return upload.commit(new Commit(Digest.NONE, modified, null, durability));
        }
    }

    protected String get(String name) throws StorageException {
        try (StoredFile file = storage.open(path(name))) {
            return content(file);
        }
    }

    protected static String content(StoredFile file) throws StorageException {
        ByteBuffer content = ByteBuffer.allocate((int) file.attributes().size());
        file.read(content, 0);
        return new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
    }

    protected Set<String> list(String directory, boolean recursive) throws StorageException {
        Set<String> names = new TreeSet<>();
        try (Listing listing = storage.list(path(directory), recursive)) {
            for (Listing.Item item = listing.next(); item != null; item = listing.next()) {
                assertTrue(names.add(item.name()), item.name());
            }
        }
        return names;
    }

    protected void makeDirectory(String name, boolean parents) throws StorageException {
        storage.makeDirectory(path(name), parents, SYNCED);
    }

    protected void delete(String name) throws StorageException {
        storage.delete(path(name), false, Expectation.ANY, SYNCED);
    }

    protected void move(String from, String to) throws StorageException {
        storage.move(path(from), Destination.of(path(to)), SYNCED);
    }
}
