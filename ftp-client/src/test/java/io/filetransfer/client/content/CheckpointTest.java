package io.filetransfer.client.content;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferClientTest;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.MemoryFiles;
import io.filetransfer.client.ScriptedServer;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.Extent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When what has come of a get is made safe from a kill. */
@Timeout(60)
class CheckpointTest {
    private static final int SIZE = 40 << 20;
    private static final long MIB = 1 << 20;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    Path directory;

    private static boolean worth(long bytes, double seconds) {
        return CheckpointPace.isDue(bytes, (long) (seconds * SECOND));
    }

    @Test
    void afterMuchOrAfterLong() {
        assertTrue(worth(64 * MIB, 0), "a fast network");
        assertFalse(worth(63 * MIB, 0.4), "soon over");
        assertTrue(worth(50 * MIB, 0.5));
        assertTrue(worth(8 * MIB, 0.5));
        assertFalse(worth(7 * MIB, 4.9));
        assertTrue(worth(1, 5), "a slow one");
        assertFalse(worth(0, 100), "nothing came");
    }

    /** Forty mebibytes, of which fourteen and a little came when the process was killed. */
    @Test
    void whatCameBeforeIsNoted() throws Exception {
        byte[] content = FileTransferClientTest.bytes(SIZE);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.request();
                    peer.reply(MemoryFiles.head(new MemoryFiles.Stored(content, MemoryFiles.MODIFIED, 0640)));
                    for (long sent = 0; sent < 14 * MIB; sent += MIB) {
                        peer.content(content, (int) sent, (int) MIB);
                    }
                    // A checkpoint is made when content comes half a second after the last one, at the earliest.
                    for (long sent = 14 * MIB; noted() < 14 * MIB && sent < SIZE; sent += 1000) {
                        peer.content(content, (int) sent, 1000);
                        Thread.sleep(10);
                    }
                    peer.awaitClose();
                });
                FileTransferClient client =
                        FileTransferClient.open(server.config().build())) {
            Transfer<TransferResult> get = client.get(GetRequest.of("x"), directory.resolve("target"));
            Await.until(
                    "a checkpoint", () -> noted() >= 14 * MIB || get.future().isDone());
            assertTrue(get.cancel());
            assertThrows(CancellationException.class, get::join);
            assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
        }
    }

    /** What another process would find. */
    private long noted() throws IOException {
        Path journal = PartialFile.journalPath(directory.resolve("target"));
        if (!Files.exists(journal)) {
            return 0;
        }
        try (FileChannel file = FileChannel.open(journal)) {
            PartialJournal.Content found = PartialJournal.read(file);
            return found == null
                    ? 0
                    : found.extents().stream().mapToLong(Extent::length).sum();
        }
    }
}
