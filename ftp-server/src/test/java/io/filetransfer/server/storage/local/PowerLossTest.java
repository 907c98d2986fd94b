package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.local.PowerLossDisk.Moment;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The power fails after each call to the disk, and each state that it may leave is served again: what was acknowledged as
 * synced is there, a name shows a whole content, and what is said of uploads is true.
 */
class PowerLossTest {
    @TempDir(factory = MemoryDisk.class)
    Path directory;

    private int states;

    static List<Scenario> scenarios() {
        return Scenario.all();
    }

    /** As it is served after the power is back: nothing of it is synced, since it does not fail again. */
    private static final class NextRun extends Disk {
        @Override
        Boot boot() {
            return new Boot(2);
        }

        @Override
        void sync(FileChannel file) {}

        @Override
        void syncDirectory(Directory directory) {}
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void atEachMoment(Scenario scenario) throws Exception {
        run(scenario, false);
    }

    /** The server was killed and started again before, and what it had not synced then is still not. */
    @ParameterizedTest
    @MethodSource("scenarios")
    void atEachMomentAfterARestart(Scenario scenario) throws Exception {
        run(scenario, true);
    }

    @Test
    void atEachMomentOfTheFirstStart() throws Exception {
        PowerLossDisk disk = new PowerLossDisk(Files.createDirectory(directory.resolve("vault")));
        Path root = Files.createDirectory(directory.resolve("root"));
        LocalStorage.open(root, false, disk).close();
        check(disk.moments(), World.EMPTY, null);
        assertTrue(states > 10, "few states: " + states);
    }

    /** The commit was made, but the note of that was not; who asks gets an answer that stays. */
    @Test
    void anAnswerThatIsFoundOutIsSafe() throws Exception {
        PowerLossDisk disk = new PowerLossDisk(Files.createDirectory(directory.resolve("vault")));
        Path root = Files.createDirectory(directory.resolve("root"));
        UploadId id = new UploadId(3, 4);
        Change put = Change.putWithId(id, "d/f", "content", Durability.SYNCED);
        try (LocalStorage storage = LocalStorage.open(root, false, disk)) {
            disk.fullAfter(3); // content in two pieces, and the intent
            assertThrows(StorageException.class, () -> put.make(storage));
            assertInstanceOf(Committed.class, storage.parts().status(id, SafePath.parse("d/f")));
        }
        List<Moment> moments = disk.moments();
        check(List.of(moments.get(moments.size() - 1)), put.after(World.EMPTY), null);
    }

    /** Moments of one change. */
    private record Span(List<Moment> moments, World known, Change begun) {}

    private void run(Scenario scenario, boolean restart) throws Exception {
        PowerLossDisk disk = new PowerLossDisk(Files.createDirectory(directory.resolve("vault")));
        Path root = Files.createDirectory(directory.resolve("root"));
        World known = World.EMPTY;
        List<Span> spans = new ArrayList<>();
        LocalStorage storage = LocalStorage.open(root, false, disk);
        try {
            for (Change change : scenario.before()) {
                change.make(storage);
                known = change.after(known);
            }
            disk.moments();
            if (restart) {
                storage.close();
                storage = LocalStorage.open(root, false, disk);
            }
            spans.add(new Span(disk.moments(), known, null));
            for (Change change : scenario.changes()) {
                change.make(storage);
                List<Moment> moments = disk.moments();
                Moment last = moments.remove(moments.size() - 1);
                spans.add(new Span(moments, known, change));
                known = change.after(known);
                spans.add(new Span(List.of(last), known, null));
            }
        } finally {
            storage.close();
        }
        // Not before: the files are the same ones.
        for (Span span : spans) {
            check(span.moments, span.known, span.begun);
        }
        assertTrue(states > 3, "few states: " + states);
    }

    private void check(List<Moment> moments, World known, Change begun) throws IOException {
        Set<String> seen = new HashSet<>();
        for (Moment moment : moments) {
            for (PowerLoss loss : PowerLoss.all(moment)) {
                if (seen.add(loss.fingerprint())) {
                    check(loss, known, begun);
                }
            }
        }
    }

    private void check(PowerLoss loss, World known, Change begun) throws IOException {
        Path root = directory.resolve("state" + states++);
        loss.restore(root);
        Promises promises = new Promises(root, known, begun, false);
        try (LocalStorage storage = LocalStorage.open(root, false, new NextRun())) {
            promises.checkClean();
            promises.check(storage);
        } catch (AssertionError | StorageException e) {
            throw new AssertionError("In " + begun + ", " + loss, e);
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        assertTrue(Files.notExists(root));
    }
}
