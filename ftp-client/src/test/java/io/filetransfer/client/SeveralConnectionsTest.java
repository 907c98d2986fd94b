package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ScriptedServer.Peer;
import io.filetransfer.client.ScriptedServer.Script;
import io.filetransfer.client.net.Connection;
import io.filetransfer.client.transfer.PartedUpload;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers on several connections beside others of the same client. */
@Timeout(120)
class SeveralConnectionsTest {
    private static final long PIECE = 8 << 20;

    @TempDir
    Path directory;

    private Path file(long size) throws IOException {
        Path file = directory.resolve("source");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(size);
        }
        return file;
    }

    private static void take(Peer peer, Request put) throws Exception {
        if (put.asksFirst()) {
            peer.send(Frame.Go.GO);
        }
        byte[] body = peer.body();
        peer.reply(MemoryFiles.acknowledge(put, body));
    }

    /** A call that is cancelled has been seen by the client's loop, and so have those that came before it. */
    private static void settle(FileTransferClient client) {
        Transfer<VerifyResult> last = client.verify("last");
        assertTrue(last.cancel());
        assertThrows(CancellationException.class, last::join);
    }

    /**
     * One of two streams makes way for other puts: nothing of it may come behind the question of the first of them, which
     * is answered when all of the large file is there.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void makesWayForOthers(int others) throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch othersWait = new CountDownLatch(1);
        CountDownLatch committed = new CountDownLatch(1);
        Script script = peer -> {
            while (true) {
                Request request = peer.request();
                if (request.choice() == Choice.COMMIT) {
                    peer.reply(MemoryFiles.acknowledgeCommit(request));
                    committed.countDown();
                    continue;
                }
                assertEquals(Choice.PUT, request.choice());
                if (request.name().equals("big")) {
                    begun.countDown();
                    Await.open(othersWait);
                } else if (request.name().equals("other0")) {
                    Await.open(committed);
                }
                take(peer, request);
            }
        };
        try (ScriptedServer server = new ScriptedServer(script);
                FileTransferClient client = FileTransferClient.open(
                        server.config().maxConnections(2).build())) {
            Transfer<TransferResult> big =
                    client.put(PutRequest.of("big").resume(false).streams(2), file(6 * PIECE));
            Await.open(begun);
            List<Transfer<TransferResult>> all = new ArrayList<>(List.of(big));
            for (int i = 0; i < others; i++) {
                all.add(client.put(
                        PutRequest.of("other" + i), Channels.newChannel(new ByteArrayInputStream(new byte[10]))));
            }
            settle(client);
            othersWait.countDown();
            for (Transfer<TransferResult> transfer : all) {
                transfer.future().get(10, TimeUnit.SECONDS);
            }
            assertEquals(6 * PIECE, big.join().bytes());
            assertEquals(2, server.connections());
            assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
        }
    }

    /** One of two streams is cut and gives up: the other gets what is missing, and no more. */
    @Test
    void whatAStreamLeavesBehind() throws Exception {
        byte[] content = FileTransferClientTest.bytes((int) (4 * PIECE));
        int cut = 1_000_000;
        AtomicInteger ranges = new AtomicInteger();
        AtomicLong sent = new AtomicLong();
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        Script script = peer -> {
            while (true) {
                Request request = peer.request();
                Options head = MemoryFiles.head(new MemoryFiles.Stored(content, MemoryFiles.MODIFIED, 0640));
                if (request.choice() == Choice.STAT) {
                    peer.reply(head.with(Option.KIND, Kind.FILE));
                } else if (request.choice() == Choice.DIGEST) {
                    peer.reply(head.with(Option.DIGEST, ScriptedServer.digest(content, DigestAlgorithm.CRC32C)));
                } else if (!request.options().has(Option.LENGTH)) {
                    peer.reply(head);
                    peer.awaitClose(); // it asks for parts instead
                    return;
                } else {
                    int from = (int) (long) request.options().get(Option.OFFSET, 0L);
                    int length = (int) (long) request.options().get(Option.LENGTH, 0L);
                    peer.reply(head.with(Option.OFFSET, (long) from).with(Option.LENGTH, (long) length));
                    if (ranges.getAndIncrement() == 0) {
                        peer.content(content, from, cut).await();
                        peer.request(); // unread, it would have the connection reset
                        sent.addAndGet(cut);
                        closed.countDown();
                        return;
                    }
                    Await.open(seen);
                    byte[] part = Arrays.copyOfRange(content, from, from + length);
                    peer.content(part);
                    peer.end(part);
                    sent.addAndGet(length);
                }
            }
        };
        try (ScriptedServer server = new ScriptedServer(script);
                FileTransferClient client = FileTransferClient.open(
                        server.config().maxConnections(2).build())) {
            Path target = directory.resolve("target");
            Transfer<TransferResult> get = client.get(GetRequest.of("x").streams(2), target);
            Await.open(closed);
            client.stat("x").join(); // on the connection that takes the place of the one that was closed
            seen.countDown();
            get.future().get(10, TimeUnit.SECONDS);
            assertArrayEquals(content, Files.readAllBytes(target));
            assertEquals(content.length, get.progress().bytes());
            assertEquals(content.length, sent.get());
            assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
        }
    }

    private static long readers(Path file) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
                        } catch (IOException e) {
                            return false; // closed meanwhile
                        }
                    })
                    .count();
        }
    }

    /** As many cancelled uploads as there may be calls under way: what they tell the server waits for none of them. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void allUploadsThatHaveBeenAdmittedAreCancelled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch aborted = new CountDownLatch(Connection.DEPTH);
        Script script = peer -> {
            while (true) {
                Frame next = peer.next();
                if (next instanceof Content content) {
                    content.release(); // the leave to send may overtake the cancel on its way to the part
                } else if (!(next instanceof Request request)) {
                    assertEquals(Frame.Cancel.class, next.getClass());
                    peer.send(new Failure(ErrorCode.CANCELLED, "Cancelled."));
                } else if (request.choice() == Choice.ABORT) {
                    peer.reply(Options.NONE);
                    aborted.countDown();
                } else {
                    begun.countDown();
                    Await.open(cancelled);
                    peer.send(Frame.Go.GO);
                }
            }
        };
        try (ScriptedServer server = new ScriptedServer(script);
                FileTransferClient client = FileTransferClient.open(
                        server.config().maxConnections(1).build())) {
            Path file = file(PartedUpload.SMALLEST);
            List<Transfer<TransferResult>> all = new ArrayList<>();
            for (int i = 0; i < Connection.DEPTH; i++) {
                all.add(client.put(PutRequest.of("name" + i).resume(false).streams(2), file));
            }
            Await.open(begun);
            Await.until("all are admitted", () -> readers(file) == all.size());
            all.forEach(Transfer::cancel);
            cancelled.countDown();
            for (Transfer<TransferResult> transfer : all) {
                assertThrows(
                        CancellationException.class, () -> transfer.future().get(10, TimeUnit.SECONDS));
            }
            assertEquals(0, aborted.getCount());
            assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
        }
    }
}
