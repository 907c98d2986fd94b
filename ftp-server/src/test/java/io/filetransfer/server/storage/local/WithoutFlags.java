package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Upload;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Does everything once in a process whose JDK packages are closed, and prints {@code done}. */
final class WithoutFlags {
    private static final Instant TIME = Instant.parse("2020-02-03T04:05:06.123456789Z");

    private WithoutFlags() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        check(!LocalStorage.looksDirectly());
        int open = DescriptorGate.openFiles().size();
        try (LocalStorage storage = LocalStorage.open(root)) {
            use(storage, root);
        }
        check(DescriptorGate.openFiles().size() == open);
        System.out.println("done");
    }

    private static void use(LocalStorage storage, Path root) throws Exception {
        SafePath path = SafePath.parse("a/b/f");
        Set<Object> versions = new HashSet<>();
        for (String content : List.of("1", "2", "3")) {
            Attributes committed = put(storage, path, content);
            check(committed.equals(storage.stat(path)));
            check(versions.add(committed.version()));
        }
        try (StoredFile file = storage.open(path)) {
            check(file.attributes().equals(storage.stat(path)));
            check(file.storedDigest().equals(Optional.of(Digest.crc32c(3))));
            put(storage, path, "4");
            check(!file.changed());
        }
        try (StoredFile file = storage.open(path)) {
            Files.writeString(root.resolve("a/b/f"), "rewritten", StandardOpenOption.TRUNCATE_EXISTING);
            check(file.changed());
        }
        storage.move(path, new Destination(SafePath.parse("c/d/f"), true, Expectation.ABSENT), Durability.SYNCED);
        try (Listing listing = storage.list(SafePath.ROOT, true)) {
            Set<String> names = new HashSet<>();
            for (Listing.Item item = listing.next(); item != null; item = listing.next()) {
                check(item.attributes().equals(storage.stat(SafePath.parse(item.name()))));
                names.add(item.name());
            }
            check(names.equals(Set.of("a", "a/b", "c", "c/d", "c/d/f")));
        }
        storage.delete(SafePath.parse("c"), true, Expectation.ANY, Durability.SYNCED);
        storage.makeDirectory(SafePath.parse("e"), false, Durability.SYNCED);
    }

    private static Attributes put(Storage storage, SafePath path, String content) throws StorageException {
        try (Upload upload = storage.begin(new Destination(path, true, Expectation.ANY), 1)) {
            upload.append(ByteBuffer.wrap(content.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            return upload.commit(new Commit(Digest.crc32c(Integer.parseInt(content)), TIME, null, Durability.SYNCED));
        }
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
