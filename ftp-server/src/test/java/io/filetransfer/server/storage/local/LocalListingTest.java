package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.local.KthCallDisk.Call;
import io.filetransfer.server.storage.local.KthCallDisk.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Listings of directories of which not all can be read. */
@ExtendWith(DescriptorGate.class)
class LocalListingTest {
    private static final Set<String> ALL = Set.of("a", "a/f", "a/g", "b", "b/f", "b/g", "c", "c/f", "c/g");

    @TempDir
    Path root;

    @BeforeEach
    void fill() throws StorageException {
        try (LocalStorage storage = LocalStorage.open(root)) {
            for (String name : ALL) {
                if (name.contains("/")) {
                    Change.put(name, "x", Durability.RELAXED).make(storage);
                }
            }
        }
    }

    /** What was listed; a failure is put in {@code told}. */
    private Set<String> list(KthCallDisk disk, List<StorageException> told) throws StorageException {
        Set<String> names = new TreeSet<>();
        try (LocalStorage storage = LocalStorage.open(root, false, disk);
                Listing listing = storage.list(SafePath.ROOT, true)) {
            disk.begin();
            for (Listing.Item item = listing.next(); item != null; item = listing.next()) {
                assertTrue(names.add(item.name()), item.name());
            }
        } catch (StorageException e) {
            told.add(e);
        }
        return names;
    }

    @Test
    void oneFailureLeavesOutOnePlaceAndIsToldAtTheEnd() throws Exception {
        KthCallDisk counted = new KthCallDisk();
        List<StorageException> told = new ArrayList<>();
        assertEquals(ALL, list(counted, told));
        assertEquals(List.of(), told);
        List<Call> calls = counted.calls();
        int whole = 0;
        for (int k = 0; k < calls.size(); k++) {
            KthCallDisk disk = new KthCallDisk();
            disk.failAt(k, Fault.BROKEN);
            told.clear();
            Set<String> names = list(disk, told);
            if (calls.get(k) == Call.OPEN_DIRECTORY && names.equals(ALL)) {
                continue; // a directory is tried again
            }
            assertEquals(1, told.size(), "not told: " + calls.get(k));
            assertEquals(ErrorCode.STORAGE_FAILED, told.get(0).code());
            assertTrue(ALL.containsAll(names), names::toString);
            Set<String> missing = new TreeSet<>(ALL);
            missing.removeAll(names);
            Set<String> places = new TreeSet<>();
            missing.forEach(name -> places.add(name.substring(0, 1)));
            // Only the listed directory itself has nothing beside it.
            boolean ofTheTop = calls.get(k) == Call.LIST && places.size() > 1;
            assertTrue(ofTheTop || places.size() <= 1, calls.get(k) + " leaves out " + missing);
            whole += ofTheTop ? 0 : 1;
        }
        assertTrue(whole > calls.size() / 2, whole + " of " + calls);
    }
}
