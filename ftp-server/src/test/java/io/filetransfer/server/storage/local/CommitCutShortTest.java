package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A commit into directories that are not there yet is cut short by a kill before any call to the disk, and then something
 * happens to its upload or its directory: the server starts all the same, and the upload can be made again.
 */
@ExtendWith(DescriptorGate.class)
class CommitCutShortTest extends PartsTestBase {
    private static final String NAME = "new/deep/f";
    private static final Set<String> COPIED = Set.of("commits", "lock", "version");

    @TempDir(factory = MemoryDisk.class)
    Path top;

    private Path directory;
    private Path elsewhere;

    private final byte[] content = bytes(1000, 1);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int copies;
    private final List<Path> crashes = new ArrayList<>();

    /** What may happen between the kill and a later start. */
    private enum Then {
        NOTHING,
        ABORT,
        EXPIRY,
        REMOVAL,
        A_FILE_IN_THE_PLACE,
        A_LINK_IN_THE_PLACE,
        ANOTHER_FILE_OF_THE_NAME
    }

    /** Notes what a kill before each call would leave. */
    private final class Killing extends Disk {
        @Override
        int write(FileChannel file, ByteBuffer content, long position) throws IOException {
            crash();
            return super.write(file, content, position);
        }

        @Override
        void sync(FileChannel file) throws IOException {
            crash();
            super.sync(file);
        }

        @Override
        void makeDirectory(Directory in, Path path, FileAttribute<?>... attributes) throws IOException {
            crash();
            super.makeDirectory(in, path, attributes);
        }

        @Override
        void move(Directory from, Path name, Directory to, Path newName) throws IOException {
            crash();
            super.move(from, name, to, newName);
        }

        @Override
        void syncDirectory(Directory directory) throws IOException {
            crash();
            super.syncDirectory(directory);
        }

        @Override
        void deleteFile(Directory in, Path name) throws IOException {
            crash();
            super.deleteFile(in, name);
        }
    }

    @Override
    protected Storage create() throws Exception {
        directory = Files.createDirectory(top.resolve("root"));
        elsewhere = Files.createDirectory(top.resolve("elsewhere"));
        return reopened(directory);
    }

    private LocalStorage reopened(Path root) throws StorageException {
        return LocalStorage.open(root, false, new Disk(), () -> now);
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
    }

    private void crash() throws IOException {
        crashes.add(copy(directory, elsewhere.resolve("crash" + copies++)));
    }

    /** Files of records as they are now; content as a further link, since a commit is known by the file's number. */
    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path copied = to.resolve(from.relativize(path).toString());
                String name = path.getFileName().toString();
                if (Files.isDirectory(path) || COPIED.contains(name) || name.endsWith(".journal")) {
                    Files.copy(path, copied, StandardCopyOption.COPY_ATTRIBUTES);
                } else {
                    Files.createLink(copied, path);
                }
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

    @Test
    void ofAWholeUpload() throws Exception {
        kill();
        try (Upload upload = storage.begin(ID, new Destination(path(NAME), true, Expectation.ANY), content.length)) {
            upload.append(ByteBuffer.wrap(content));
            upload.commit(new Commit(Digest.crc32c(crc(content)), null, null, SYNCED));
        }
        everyKillIsFollowedByAStart();
    }

    @Test
    void ofParts() throws Exception {
        part(NAME, content, 0, content.length);
        kill();
        assertInstanceOf(Committed.class, commitWithParents(storage));
        everyKillIsFollowedByAStart();
    }

    private void kill() throws Exception {
        storage.close();
        storage = LocalStorage.open(directory, false, new Killing(), () -> now);
        crashes.clear();
    }

    private PartsStatus commitWithParents(Storage storage) throws StorageException {
        Destination destination = new Destination(path(NAME), true, Expectation.ANY);
        return storage.parts().commit(ID, destination, content.length, wanted(content));
    }

    private void everyKillIsFollowedByAStart() throws Exception {
        assertTrue(crashes.size() > 10, "few calls: " + crashes.size());
        int kills = crashes.size();
        for (int kill = 0; kill < kills; kill++) {
            for (Then then : Then.values()) {
                Instant before = now;
                Path root = copy(crashes.get(kill), elsewhere.resolve("kill" + kill + then));
                try {
                    startAgain(root, then);
                } catch (AssertionError | StorageException e) {
                    throw new AssertionError("killed before call " + kill + " of " + kills + ", then " + then, e);
                }
                remove(root);
                now = before;
            }
        }
    }

    private void startAgain(Path root, Then then) throws Exception {
        boolean madeBefore;
        try (LocalStorage started = reopened(root)) {
            madeBefore = Files.exists(root.resolve(NAME));
            assertEquals(madeBefore, isCommitted(started));
            happen(then, started, root);
        }
        for (int start = 0; start < 2; start++) {
            try (LocalStorage started = reopened(root)) {
                // What is in the log is remembered in the grace after a start, also if it had expired before.
                assertEquals(madeBefore, isCommitted(started));
            }
        }
        try (LocalStorage started = reopened(root)) {
            makeAgain(started, root);
        }
    }

    private boolean isCommitted(Storage started) throws StorageException {
        return started.committed(ID, path(NAME)).isPresent();
    }

    private void happen(Then then, Storage started, Path root) throws Exception {
        Path top = root.resolve("new");
        switch (then) {
            case NOTHING -> {}
            case ABORT -> started.parts().abort(ID, path(NAME));
            case EXPIRY -> {
                pass(Parts.KEPT.plusHours(1));
                started.expire();
            }
            case REMOVAL -> {
                started.parts().abort(ID, path(NAME));
                removeIfThere(top);
            }
            case A_FILE_IN_THE_PLACE -> {
                removeIfThere(top);
                Files.createFile(top);
            }
            case A_LINK_IN_THE_PLACE -> {
                removeIfThere(top);
                Files.createSymbolicLink(top, Path.of("."));
            }
            case ANOTHER_FILE_OF_THE_NAME -> {
                removeIfThere(top);
                Files.write(
                        Files.createDirectories(root.resolve(NAME).getParent()).resolve("f"), content);
            }
        }
    }

    private static void removeIfThere(Path top) throws IOException {
        if (Files.exists(top)) {
            remove(top);
        }
    }

    private void makeAgain(LocalStorage started, Path root) throws Exception {
        if (Files.exists(root.resolve("new")) && !Files.isDirectory(root.resolve("new/deep"))) {
            Files.delete(root.resolve("new"));
        }
        started.parts().abort(ID, path(NAME));
        if (isCommitted(started)) {
            return;
        }
        try (Part part = started.parts().open(ID, path(NAME), content.length, 0, content.length, SYNCED)) {
            write(part, content, 0, content.length);
            part.checkpoint(content.length, crc(content));
        }
        assertInstanceOf(Committed.class, commitWithParents(started));
        assertTrue(Arrays.equals(content, Files.readAllBytes(root.resolve(NAME))));
    }

    /** Nobody was killed: the disk was full for a moment, when the commit was made and only its note was missing. */
    @Test
    void theNoteOfACommitThatWasRemovedSince() throws Exception {
        FaultyDisk disk = new FaultyDisk();
        storage.close();
        storage = LocalStorage.open(directory, false, disk, () -> now);
        part(NAME, content, 0, content.length);
        disk.fail(Step.WRITE, 1, "No space left on device");
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> commitWithParents(storage));
        storage.delete(path("new"), true, Expectation.ANY, SYNCED);
        refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path(NAME)));
        for (int start = 0; start < 2; start++) {
            storage.close();
            storage = reopened(directory);
            refused(ErrorCode.UPLOAD_UNKNOWN, () -> parts().status(ID, path(NAME)));
        }
    }

    /** What cannot be told at the start is told later. */
    @Test
    void aDirectoryThatCannotBeEnteredAtTheStart() throws Exception {
        FaultyDisk full = new FaultyDisk();
        storage.close();
        storage = LocalStorage.open(directory, false, full, () -> now);
        part(NAME, content, 0, content.length);
        full.fail(Step.WRITE, 1, "No space left on device");
        refused(ErrorCode.INSUFFICIENT_STORAGE, () -> commitWithParents(storage));
        storage.close();
        boolean[] shut = {true};
        storage = LocalStorage.open(
                directory,
                false,
                new Disk() {
                    @Override
                    DirectoryStream<Path> openDirectory(Directory in, Path name) throws IOException {
                        if (shut[0] && name.startsWith("new")) {
                            throw new AccessDeniedException(name.toString());
                        }
                        return super.openDirectory(in, name);
                    }
                },
                () -> now);
        refused(ErrorCode.DENIED, () -> parts().status(ID, path(NAME)));
        shut[0] = false;
        assertInstanceOf(Committed.class, parts().status(ID, path(NAME)));
    }
}
