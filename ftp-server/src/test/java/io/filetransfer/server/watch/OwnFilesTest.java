package io.filetransfer.server.watch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFilesTest {
    @TempDir
    Path directory;

    private Path root;
    private Path outside;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectories(directory.resolve("served"));
        outside = Files.writeString(directory.resolve("served.toml"), "x");
    }

    @Test
    void besideTheRootIsWellAlsoWhereItIsMissing() throws IOException {
        OwnFiles.requireOutside(root, "it", outside);
        OwnFiles.requireOutside(root, "it", directory.resolve("none"));
        OwnFiles.requireOutside(root, "it", directory.resolve("none/none"));
        OwnFiles.requireOutside(root, "it", null);
        OwnFiles.requireOutside(null, "it", outside);
    }

    @Test
    void inTheRootItIsRefusedHoweverItIsNamed() throws IOException {
        Path inside =
                Files.writeString(Files.createDirectories(root.resolve("d")).resolve("f"), "x");
        Path link = Files.createSymbolicLink(directory.resolve("link"), inside);
        Path back = Files.createSymbolicLink(root.resolve("back"), outside);
        Path other = Files.createSymbolicLink(directory.resolve("other"), root);
        for (Path file : new Path[] {
            inside, link, back, other.resolve("d/f"), root.resolve("none"), root.resolve("../served/d/f"), root
        }) {
            IOException refusal =
                    assertThrows(IOException.class, () -> OwnFiles.requireOutside(root, "it", file), file::toString);
            assertTrue(refusal.getMessage().startsWith("it, " + file), refusal.getMessage());
        }
        assertThrows(IOException.class, () -> OwnFiles.requireOutside(other, "it", inside));
    }

    @Test
    void twoNamesOfOneFile() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), outside);
        assertTrue(OwnFiles.isSame(outside, link));
        assertTrue(OwnFiles.isSame(directory.resolve("none"), root.resolve("../none")));
        assertFalse(OwnFiles.isSame(outside, root));
        assertFalse(OwnFiles.isSame(null, outside));
        assertFalse(OwnFiles.isSame(outside, null));
    }
}
