package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.local.KthCallDisk.Call;
import io.filetransfer.server.storage.local.KthCallDisk.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each call to the disk that a scenario makes fails once, in each way it can: then an error was told or all was done, what
 * was acknowledged is there, also after a restart, and nothing is left behind.
 */
class KthCallTest {
    /** After these have failed, a temporary file may stay until the next start. */
    private static final Set<Call> CLEANING = EnumSet.of(Call.DELETE_FILE, Call.DELETE_DIRECTORY);

    @TempDir(factory = MemoryDisk.class)
    Path directory;

    private int roots;

    static List<Scenario> scenarios() {
        return Scenario.all();
    }

    private Path newRoot() throws IOException {
        return Files.createDirectory(directory.resolve("root" + roots++));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyCall(Scenario scenario) throws Exception {
        KthCallDisk counted = new KthCallDisk();
        run(scenario, counted, null);
        List<Call> calls = counted.calls();
        assertTrue(calls.contains(Call.SYNC_DIRECTORY), calls::toString);
        for (int k = 0; k < calls.size(); k++) {
            for (Fault fault : Fault.values()) {
                if (fault.concerns(calls.get(k))) {
                    KthCallDisk disk = new KthCallDisk();
                    disk.failAt(k, fault);
                    try {
                        run(scenario, disk, fault);
                    } catch (AssertionError | StorageException e) {
                        throw new AssertionError(fault + " at call " + k + " of " + calls, e);
                    }
                }
            }
        }
    }

    private void run(Scenario scenario, KthCallDisk disk, Fault fault) throws Exception {
        List<String> open = DescriptorGate.openFiles();
        Path root = newRoot();
        Promises promises;
        try (LocalStorage storage = LocalStorage.open(root, false, disk)) {
            World known = World.EMPTY;
            for (Change change : scenario.before()) {
                change.make(storage);
                known = change.after(known);
            }
            disk.begin();
            Change begun = null;
            for (Change change : scenario.changes()) {
                try {
                    change.make(storage);
                    known = change.after(known);
                } catch (StorageException e) {
                    if (fault == null || fault == Fault.SHORT) {
                        throw e;
                    }
                    begun = change;
                    break;
                }
            }
            disk.end();
            promises = new Promises(root, known, begun, begun != null);
            boolean cleaned = fault != Fault.DEAD && disk.calls().stream().noneMatch(CLEANING::contains);
            if (cleaned) {
                promises.checkClean();
            }
            // Half of the runs go on without a restart.
            if (disk.calls().size() % 2 == 0) {
                promises.check(storage);
                return;
            }
        } finally {
            assertEquals(open, DescriptorGate.openFiles());
        }
        try (LocalStorage storage = LocalStorage.open(root, false, new KthCallDisk())) {
            promises.checkClean();
            promises.check(storage);
        }
        assertEquals(open, DescriptorGate.openFiles());
    }

    @Test
    void everyCallOfAStart() throws Exception {
        for (boolean again : new boolean[] {false, true}) {
            KthCallDisk counted = new KthCallDisk();
            start(counted, again);
            List<Call> calls = counted.calls();
            for (int k = 0; k < calls.size(); k++) {
                for (Fault fault : Fault.values()) {
                    if (fault.concerns(calls.get(k))) {
                        KthCallDisk disk = new KthCallDisk();
                        disk.failAt(k, fault);
                        try {
                            start(disk, again);
                        } catch (AssertionError | StorageException e) {
                            throw new AssertionError(fault + " at call " + k + " of " + calls, e);
                        }
                    }
                }
            }
        }
    }

    /** @param again on a root that has been served, and was left with uploads under way */
    private void start(KthCallDisk disk, boolean again) throws Exception {
        List<String> open = DescriptorGate.openFiles();
        Path root = newRoot();
        World known = World.EMPTY;
        if (again) {
            Scenario left = Scenario.all().stream()
                    .filter(scenario -> scenario.name().equals("parts given up for the whole"))
                    .findFirst()
                    .orElseThrow();
            try (LocalStorage storage = LocalStorage.open(root, false, new KthCallDisk())) {
                for (Change change : left.before()) {
                    change.make(storage);
                    known = change.after(known);
                }
            }
            Files.createFile(root.resolve(".filetransfer/staging/left"));
            Files.createFile(root.resolve(".filetransfer/uploads/left"));
        }
        disk.begin();
        try {
            LocalStorage.open(root, false, disk).close();
        } catch (StorageException told) {
            assertTrue(told.code() != ErrorCode.INTERNAL, told::toString);
        }
        disk.end();
        assertEquals(open, DescriptorGate.openFiles());
        try (LocalStorage storage = LocalStorage.open(root, false, disk)) {
            Promises promises = new Promises(root, known, null, false);
            promises.checkClean();
            promises.check(storage);
        }
        try (Stream<Path> files = Files.list(root)) {
            assertEquals(2 - (again ? 0 : 1), files.count(), "the data directory and what was sent");
        }
        assertEquals(open, DescriptorGate.openFiles());
    }
}
