package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.tree.TreeListener;
import io.filetransfer.client.tree.TreeSync;
import io.filetransfer.client.tree.TreeTransfer;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verify that takes long, from this side. */
class VerifyTest {
    private static final Options INTACT = Options.NONE.with(Option.SIZE, 90L).with(Option.DIGEST, Digest.crc32c(1));

    /** Longer than the timeout all in all, but never without a word for so long. */
    @Test
    void progressKeepsTheAnswerFromTimingOut(@TempDir Path state) {
        ClientTalk talk = new ClientTalk(state, config -> config.answerTimeout(Duration.ofSeconds(2)));
        Transfer<VerifyResult> transfer = talk.client.verify("f");
        talk.settle();
        Request request = talk.last().requests().get(0);
        assertEquals(Choice.DIGEST, request.choice());
        assertTrue(request.options().has(Option.VERIFY) && request.options().has(Option.PROGRESS));
        for (long i = 1; i <= 12; i++) {
            talk.pass(Duration.ofMillis(250));
            talk.last().send(new Frame.Progress(i));
        }
        talk.last().reply(INTACT);
        talk.settle();
        assertTrue(transfer.future().isDone());
        assertEquals(new VerifyResult("f", 90, null, Digest.crc32c(1)), transfer.join());
        assertEquals(90, transfer.progress().bytes());
        talk.end();
    }

    @Test
    void withoutProgressItTimesOut() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> over.await());
                FileTransferClient client = FileTransferClient.open(
                        server.config().answerTimeout(Duration.ofMillis(200)).build())) {
            Transfer<VerifyResult> transfer = client.verify("f");
            FileTransferException e = assertThrows(FileTransferException.class, transfer::join);
            assertEquals(ErrorCode.TIMEOUT, e.code());
            over.countDown();
        }
    }

    @Test
    void aCancelReachesTheServer() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        ScriptedServer.Script script = peer -> {
            peer.request();
            begun.countDown();
            assertEquals(new Frame.Cancel(0), peer.next());
            cancelled.countDown();
            peer.awaitClose();
        };
        try (ScriptedServer server = new ScriptedServer(script);
                FileTransferClient client =
                        FileTransferClient.open(server.config().build())) {
            Transfer<VerifyResult> transfer = client.verify("f");
            begun.await();
            transfer.cancel();
            cancelled.await();
        }
    }

    @Test
    void theCancelOfASyncReachesTheServerThatReads(@TempDir Path directory) throws Exception {
        MemoryFiles files = new MemoryFiles();
        files.add("f", new byte[9]);
        Files.write(directory.resolve("f"), new byte[9]);
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        ScriptedServer.Script script = peer -> {
            Request request = peer.request();
            while (request.choice() != Choice.DIGEST) {
                files.serve(peer, request);
                request = peer.request();
            }
            begun.countDown();
            assertInstanceOf(Frame.Cancel.class, peer.next());
            cancelled.countDown();
            peer.send(new Failure(ErrorCode.CANCELLED, "As you like."));
            peer.awaitClose();
        };
        try (ScriptedServer server = new ScriptedServer(script);
                FileTransferClient client =
                        FileTransferClient.open(server.config().build())) {
            TreeTransfer sync = TreeSync.toServer(directory, "").checksum(true).start(client, TreeListener.NONE);
            begun.await();
            sync.cancel();
            assertThrows(CancellationException.class, sync::join);
            assertTrue(cancelled.await(20, TimeUnit.SECONDS));
        }
    }

    /** Nobody asked for it. */
    @Test
    void progressOfAnotherRequestIsRefused() throws Exception {
        ScriptedServer.Script script = peer -> {
            peer.request();
            peer.send(new Frame.Progress(1));
            peer.awaitClose();
        };
        try (ScriptedServer server = new ScriptedServer(script);
                FileTransferClient client =
                        FileTransferClient.open(server.config().build())) {
            FileTransferException e = assertThrows(
                    FileTransferException.class, () -> client.stat("f").join());
            assertEquals(ErrorCode.BAD_REQUEST, e.code());
        }
    }
}
