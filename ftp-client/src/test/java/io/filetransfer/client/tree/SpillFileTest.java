package io.filetransfer.client.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SpillFileTest {
    @Test
    void whatWasWrittenIsReadAndItsRoomIsFreeAgain() throws Exception {
        try (SpillFile file = new SpillFile();
                OutputStream out = file.output();
                InputStream in = file.input()) {
            for (int round = 0; round < 2; round++) {
                out.write(0xfe);
                out.write(new byte[] {9, 1, 2, 9}, 1, 2);
                assertEquals(3, file.size());
                assertEquals(0xfe, in.read());
                assertTrue(file.hasMore());
                assertArrayEquals(new byte[] {1, 2}, in.readAllBytes());
                assertFalse(file.hasMore());
                assertEquals(0, file.size());
                assertEquals(-1, in.read());
            }
        }
    }

    /** As one whose disk is full or broken. */
    @Test
    void oneThatCannotBeUsedSaysWhatItWasFor() {
        SpillFile file = new SpillFile();
        file.close();
        FileTransferException failure =
                assertThrows(FileTransferException.LocalFile.class, () -> file.write(ByteBuffer.allocate(1)));
        assertTrue(failure.getMessage().startsWith("The entries found so far cannot be kept in "), failure::getMessage);
    }
}
