package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a transfer tells of itself while content passes from the socket to the file inside the kernel. */
@Timeout(240)
class ProgressTest {
    private static final byte[] MEBIBYTE = FileTransferClientTest.bytes(1 << 20);
    private static final int COUNT = 64;

    @TempDir
    Path directory;

    /** The last of it goes to the file when a pipe has become empty, and no frame follows. */
    @RepeatedTest(3)
    void allThatCameIsToldAlsoWhenNothingFollows() {
        CountDownLatch told = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.request();
                    peer.reply(Options.NONE.with(Option.SIZE, 2L * COUNT * MEBIBYTE.length));
                    for (int i = 0; i < COUNT; i++) {
                        peer.content(MEBIBYTE, 0, MEBIBYTE.length);
                    }
                    told.await();
                    peer.awaitClose();
                });
                FileTransferClient client =
                        FileTransferClient.open(server.config().build())) {
            Transfer<TransferResult> get = client.get(GetRequest.of("x"), directory.resolve("x"));
            Await.until(
                    () -> get.progress().toString(), () -> get.progress().bytes() == COUNT * (long) MEBIBYTE.length);
            told.countDown();
            assertTrue(get.cancel());
            assertThrows(CancellationException.class, get::join);
            assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
        }
    }
}
