package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ModeRule;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which permission bits files and directories get, whatever a client asks for. */
@ExtendWith(DescriptorGate.class)
class ModesTest {
    @TempDir
    Path root;

    @Test
    void theUmaskOfTheProcessHolds() throws Exception {
        int umask = Umask.read();
        stored(Modes.OF_PROCESS, 0777 & ~umask, 0666 & ~umask, 0777 & ~umask);
    }

    @Test
    void anUmaskOfItsOwnHoldsInsteadWhetherItTakesMoreOrLess() throws Exception {
        stored(new Modes(0027, null, null), 0750, 0640, 0750);
        stored(new Modes(0, null, null), 0777, 0666, 0777);
    }

    @Test
    void modesCanBeForced() throws Exception {
        stored(new Modes(null, 0664, 0775), 0664, 0664, 0775);
        stored(new Modes(0077, 0600, null), 0600, 0600, 0700);
    }

    @Test
    void whatIsMadeBelowASetGroupIdDirectoryInheritsIt() throws Exception {
        Files.setAttribute(root, "unix:mode", 02777);
        stored(new Modes(0002, null, null), 0775, 0664, 02775);
        stored(new Modes(null, null, 0770), 0777 & ~Umask.read(), 0666 & ~Umask.read(), 02770);
    }

    @Test
    void theRuleSaysWhatBecomesOfEachMode() {
        assertEquals(new ModeRule(07027, 0), new Modes(0027, null, null).files(0022));
        assertEquals(new ModeRule(07022, 0), Modes.OF_PROCESS.files(0022));
        assertEquals(0640, new Modes(null, 0640, null).files(0022).apply(07777));
        assertEquals(0640, new Modes(null, 0640, null).files(0022).apply(0));
    }

    @Test
    void whatWouldShutTheServerOutOrContradictsItselfIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Modes(0100, null, null));
        assertThrows(IllegalArgumentException.class, () -> new Modes(-1, null, null));
        assertThrows(IllegalArgumentException.class, () -> new Modes(null, 01000, null));
        assertThrows(IllegalArgumentException.class, () -> new Modes(null, null, 0677));
        assertThrows(IllegalArgumentException.class, () -> new Modes(0027, 0660, null));
        assertThrows(IllegalArgumentException.class, () -> new Modes(0027, null, 0770));
    }

    /** A file that is asked for with all bits, one that nobody has asked any for, and a parent. */
    private void stored(Modes modes, int asked, int usual, int directory) throws Exception {
        try (Storage storage = LocalStorage.open(root, false, modes)) {
            put(storage, "d/e/asked", 07777);
            put(storage, "d/usual", null);
            storage.makeDirectory(SafePath.parse("made"), false, Durability.RELAXED);
            assertEquals(asked, mode("d/e/asked"));
            assertEquals(usual, mode("d/usual"));
            assertEquals(directory, mode("d"));
            assertEquals(directory, mode("d/e"));
            assertEquals(directory, mode("made"));
            storage.delete(SafePath.parse("d"), true, Expectation.ANY, Durability.RELAXED);
            storage.delete(SafePath.parse("made"), false, Expectation.ANY, Durability.RELAXED);
        }
    }

    private static void put(Storage storage, String name, Integer mode) throws StorageException {
        try (Upload upload = storage.begin(new Destination(SafePath.parse(name), true, Expectation.ANY), 0)) {
            upload.commit(new Commit(Digest.NONE, null, mode, Durability.RELAXED));
        }
    }

    private int mode(String name) throws IOException {
        return (Integer) Files.getAttribute(root.resolve(name), "unix:mode") & 07777;
    }
}
