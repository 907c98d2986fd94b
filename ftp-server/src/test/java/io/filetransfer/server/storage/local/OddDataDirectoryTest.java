package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.PartsTestBase;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import io.filetransfer.server.storage.local.FaultyDisk.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever lies in the data directory, a server starts and works, or names the file and a way out that is one. What clients
 * have stored is untouched by it.
 */
@ExtendWith(DescriptorGate.class)
class OddDataDirectoryTest extends PartsTestBase {
    private static final UploadId OTHER = new UploadId(5, 6);
    private static final UploadId UNCLEAR = new UploadId(7, 8);
    private static final String JOURNAL = "uploads/" + ID + ".journal";
    private static final List<String> FILES =
            List.of("version", "lock", "uploads/commits", JOURNAL, "uploads/" + ID + ".data", "digests/1");
    private static final List<String> DIRECTORIES = List.of("", "staging", "uploads", "digests");

    @TempDir(factory = MemoryDisk.class)
    Path directory;

    private final byte[] content = bytes(1000, 1);
    private Path whole;
    private Path outside;
    private int states;

    /** An upload under way, one that is committed, one of which that was not noted, and all that is made by the way. */
    @Override
    protected Storage create() throws Exception {
        whole = Files.createDirectory(directory.resolve("whole"));
        outside = Files.writeString(directory.resolve("outside"), "outside");
        FaultyDisk disk = new FaultyDisk();
        try (LocalStorage made = LocalStorage.open(whole, false, disk)) {
            storage = made;
            part("f", content, 0, 600);
            whole(OTHER, "d/g");
            disk.fail(Step.WRITE, 2, "No space left on device");
            refused(ErrorCode.INSUFFICIENT_STORAGE, () -> whole(UNCLEAR, "d/h"));
        }
        Files.writeString(data(whole).resolve("staging/left"), "left");
        Files.writeString(data(whole).resolve("digests/1"), "1");
        return LocalStorage.open(Files.createDirectory(directory.resolve("unused")));
    }

    @Override
    protected void pass(Duration time) {
        throw new UnsupportedOperationException();
    }

    private static Path data(Path root) {
        return root.resolve(".filetransfer");
    }

    private void whole(UploadId id, String name) throws StorageException {
        try (Upload upload = storage.begin(id, new Destination(path(name), true, Expectation.ANY), content.length)) {
            upload.append(ByteBuffer.wrap(content));
            upload.commit(new Commit(Digest.crc32c(crc(content)), null, null, SYNCED));
        }
    }

    /** Makes something odd of a file of the data directory. */
    private interface Damage {
        void to(Path file) throws IOException;
    }

    private void check(String file, String what, Damage damage) throws Exception {
        Path root = copy(whole, directory.resolve("state" + states++));
        Path damaged = data(root).resolve(file);
        damage.to(damaged);
        try {
            startOrFollowTheWayOut(root);
        } catch (AssertionError | StorageException e) {
            throw new AssertionError(file + ": " + what, e);
        }
        assertEquals("outside", Files.readString(outside));
        remove(root);
    }

    private void startOrFollowTheWayOut(Path root) throws Exception {
        for (int move = 0; ; move++) {
            try (LocalStorage started = LocalStorage.open(root)) {
                assertWorks(started);
                break;
            } catch (StorageException e) {
                assertTrue(move < 3, "still refused: " + e.getMessage());
                assertEquals(ErrorCode.STORAGE_FAILED, e.code(), e::getMessage);
                String message = e.getMessage();
                assertTrue(message.startsWith(".filetransfer"), message);
                assertTrue(message.toLowerCase(Locale.ROOT).contains("away"), message);
                Path named = root.resolve(message.substring(0, message.indexOf(':')));
                Files.move(named, directory.resolve("away" + states++), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        try (LocalStorage again = LocalStorage.open(root)) {
            if (Files.exists(root.resolve("f"))) {
                assertArrayEquals(content, Files.readAllBytes(root.resolve("f")));
            }
            assertWorks(again);
        }
    }

    /** What is stored is as it was, and the upload that was under way can be finished, from wherever it stands. */
    private void assertWorks(LocalStorage started) throws StorageException {
        for (String name : List.of("d/g", "d/h")) {
            assertEquals(content.length, started.stat(path(name)).size());
        }
        Parts parts = started.parts();
        started.committed(OTHER, path("d/g"));
        started.committed(UNCLEAR, path("d/h"));
        if (started.committed(ID, path("f")).isEmpty()) {
            send(parts);
        }
        try (Upload upload = started.begin(Destination.of(path("canary")), 1)) {
            upload.append(ByteBuffer.wrap(content, 0, 1));
            upload.commit(new Commit(Digest.NONE, null, null, SYNCED));
        }
    }

    private void send(Parts parts) throws StorageException {
        try (Part part = parts.open(ID, path("f"), content.length, 0, content.length, SYNCED)) {
            write(part, content, 0, content.length);
            part.checkpoint(content.length, crc(content));
        } catch (StorageException e) {
            // Of another size or name, as far as is known.
            assertTrue(
                    Set.of(ErrorCode.OFFSET_MISMATCH, ErrorCode.UPLOAD_UNKNOWN).contains(e.code()), e::toString);
            return;
        }
        assertInstanceOf(Committed.class, parts.commit(ID, Destination.of(path("f")), content.length, wanted(content)));
    }

    @Test
    void filesThatAreCutAnywhere() throws Exception {
        for (String file : FILES) {
            byte[] all = Files.readAllBytes(data(whole).resolve(file));
            int step = all.length > 500 ? 37 : 1;
            for (int length = 0; length < all.length; length += step) {
                byte[] cut = Arrays.copyOf(all, length);
                check(file, "cut to " + length, path -> Files.write(path, cut));
            }
        }
    }

    @Test
    void filesWithAnyByteChanged() throws Exception {
        for (String file : List.of("version", "uploads/commits", JOURNAL)) {
            byte[] all = Files.readAllBytes(data(whole).resolve(file));
            for (int at = 0; at < all.length; at++) {
                byte[] changed = all.clone();
                changed[at] ^= (byte) (1 << (at % 8));
                check(file, "byte " + at + " changed", path -> Files.write(path, changed));
            }
        }
    }

    @Test
    void filesOfAnything() throws Exception {
        Random random = new Random(21);
        for (String file : FILES) {
            for (int length : new int[] {0, 1, 5, 6, 7, 100, 70_000, 200_000}) {
                byte[] garbage = new byte[length];
                check(file, length + " zeros", path -> Files.write(path, garbage.clone()));
                random.nextBytes(garbage);
                check(file, length + " random bytes", path -> Files.write(path, garbage));
            }
        }
    }

    /** Whole records of the right kind that say what no server writes. */
    @Test
    void recordsOfAnything() throws Exception {
        Random random = new Random(22);
        for (String file : List.of("uploads/commits", JOURNAL)) {
            byte[] all = Files.readAllBytes(data(whole).resolve(file));
            for (int i = 0; i < 150; i++) {
                byte[] payload = i % 3 == 0 ? aRecordOf(all, random) : bytes(random.nextInt(300), i);
                boolean alone = i % 2 == 0;
                int type = random.nextInt(5);
                byte[] head = Arrays.copyOf(all, alone ? 6 : all.length);
                check(
                        file,
                        "a record of type " + type + ", case " + i,
                        path -> Files.write(path, with(head, type, payload)));
            }
        }
    }

    /** The first record's payload, with a few bytes changed, or shorter. */
    private static byte[] aRecordOf(byte[] file, Random random) {
        int length = ByteBuffer.wrap(file).getShort(7);
        byte[] payload = Arrays.copyOfRange(file, 9, 9 + length);
        for (int changes = random.nextInt(3); changes >= 0; changes--) {
            payload[random.nextInt(length)] = (byte) random.nextInt();
        }
        return random.nextBoolean() ? payload : Arrays.copyOf(payload, random.nextInt(length));
    }

    private static byte[] with(byte[] head, int type, byte[] payload) {
        ByteBuffer record = ByteBuffer.allocate(3 + payload.length)
                .put((byte) type)
                .putShort((short) payload.length)
                .put(payload)
                .flip();
        CRC32C crc = new CRC32C();
        crc.update(record.duplicate());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head);
        all.writeBytes(record.array());
        all.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return all.toByteArray();
    }

    @Test
    void thingsInThePlacesOfFiles() throws Exception {
        for (String file : FILES) {
            check(file, "gone", Files::delete);
            checkOtherThings(file);
        }
        for (String name : DIRECTORIES) {
            check(name, "gone", OddDataDirectoryTest::remove);
            check(name, "a file", path -> {
                remove(path);
                Files.writeString(path, "a file");
            });
            checkOtherThings(name);
        }
        for (String name :
                List.of("uploads/" + OTHER + ".data", "uploads/strange", "staging/strange", "digests/strange")) {
            checkOtherThings(name);
        }
    }

    private void checkOtherThings(String name) throws Exception {
        check(name, "a link to nothing", path -> link(path, path.resolveSibling("nothing")));
        check(name, "a link to itself", path -> link(path, path));
        check(name, "a link to a file outside", path -> link(path, outside));
        check(name, "a link to a directory outside", path -> link(path, outside.getParent()));
        if (!DIRECTORIES.contains(name)) {
            check(name, "an empty directory", path -> Files.createDirectory(without(path)));
            check(
                    name,
                    "a full directory",
                    path -> Files.writeString(
                            Files.createDirectory(without(path)).resolve("inside"), "inside"));
        }
    }

    private static Path link(Path path, Path target) throws IOException {
        return Files.createSymbolicLink(without(path), target);
    }

    private static Path without(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            remove(path);
        }
        return path;
    }

    /** Opening one waits for its other end. */
    @Test
    void namedPipes() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "no mkfifo here");
        for (String file : FILES) {
            check(file, "a named pipe", OddDataDirectoryTest::makePipe);
        }
    }

    private static void makePipe(Path path) throws IOException {
        Process made = new ProcessBuilder("/usr/bin/mkfifo", without(path).toString()).start();
        made.onExit().join();
        assertEquals(0, made.exitValue());
    }

    @Test
    void filesOfAnotherVersionAreRefused() throws Exception {
        for (String file : List.of("uploads/commits", JOURNAL)) {
            byte[] newer = Files.readAllBytes(data(whole).resolve(file));
            newer[5]++;
            refusedAt(file, newer);
        }
        refusedAt("version", "2\n".getBytes(StandardCharsets.US_ASCII));
    }

    private void refusedAt(String file, byte[] newer) throws Exception {
        Path root = copy(whole, directory.resolve("newer" + states++));
        Files.write(data(root).resolve(file), newer);
        try {
            LocalStorage.open(root).close();
        } catch (StorageException e) {
            assertEquals(ErrorCode.STORAGE_FAILED, e.code());
            assertTrue(e.getMessage().startsWith(".filetransfer/" + file + ": "), e.getMessage());
            assertTrue(e.getMessage().contains("tart the version of the server that wrote it"), e.getMessage());
            assertArrayEquals(newer, Files.readAllBytes(data(root).resolve(file)), "it is left as it is");
            return;
        }
        throw new AssertionError(file + " of another version was not refused");
    }

    /** Content that something has cut off is not held, also when the file has grown again since. */
    @Test
    void contentThatWasCutOffIsSentAgain() throws Exception {
        Path file = data(whole).resolve("uploads/" + ID + ".data");
        Files.write(file, Arrays.copyOf(content, 400));
        for (int start = 0; start < 2; start++) {
            try (LocalStorage started = LocalStorage.open(whole)) {
                PartsStatus.Open status =
                        assertInstanceOf(PartsStatus.Open.class, started.parts().status(ID, path("f")));
                assertTrue(status.held().isEmpty(), status::toString);
            }
            Files.write(file, new byte[600]);
        }
    }

    /** Perhaps the next start can. */
    @Test
    void anUploadThatCannotBeReadIsLeftAlone() throws Exception {
        Disk shut = new Disk() {
            @Override
            FileChannel open(Directory in, Path name, Set<OpenOption> options, FileAttribute<?>... attributes)
                    throws IOException {
                if (name.toString().endsWith(".journal")) {
                    throw new AccessDeniedException(name.toString());
                }
                return super.open(in, name, options, attributes);
            }
        };
        try (LocalStorage started = LocalStorage.open(whole, false, shut)) {
            refused(ErrorCode.UPLOAD_UNKNOWN, () -> started.parts().status(ID, path("f")));
        }
        try (LocalStorage started = LocalStorage.open(whole)) {
            assertInstanceOf(PartsStatus.Open.class, started.parts().status(ID, path("f")));
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.copy(path, to.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return to;
    }

    private static void remove(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
