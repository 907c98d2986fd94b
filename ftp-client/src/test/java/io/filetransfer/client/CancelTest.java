package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transfers that are cancelled, at every stage. */
@Timeout(120)
class CancelTest {
    private static final int BIG = 20 << 20;

    @TempDir
    Path directory;

    private ScriptedServer server;
    private FileTransferClient client;

    @AfterEach
    void close() {
        client.close();
        server.close();
        assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
    }

    private void start(int connections, ScriptedServer.Script script) {
        server = new ScriptedServer(script);
        client = FileTransferClient.open(
                server.config().maxConnections(connections).build());
    }

    private static void cancel(Transfer<?> transfer) {
        assertTrue(transfer.cancel());
        assertThrows(CancellationException.class, transfer::join);
        assertTrue(transfer.future().isCancelled());
        assertFalse(transfer.cancel());
    }

    private void assertEmptyDirectory() throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            assertEquals(List.of(), paths.toList());
        }
    }

    @Test
    void whileItWaitsForItsTurn() throws IOException {
        CountDownLatch busy = new CountDownLatch(1);
        start(1, peer -> {
            peer.request();
            peer.reply(Options.NONE.with(Option.SIZE, (long) BIG));
            peer.content(new byte[1]);
            busy.countDown();
            peer.awaitClose();
        });
        Transfer<?> first = client.get(GetRequest.of("x"), directory.resolve("first"));
        Await.open(busy);
        List<Transfer<?>> later = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            later.add(client.get(GetRequest.of("x"), directory.resolve("later" + i)));
        }
        later.forEach(CancelTest::cancel);
        cancel(first);
        assertEmptyDirectory();
    }

    @Test
    void whileConnecting() throws IOException {
        start(1, peer -> {});
        // a listener whose queue is full answers nothing more
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> fill = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                fill.add(new Socket(full.getInetAddress(), full.getLocalPort()));
            }
            try (FileTransferClient stuck = FileTransferClient.open(
                    ClientConfig.builder().port(full.getLocalPort()).build())) {
                cancel(stuck.get(GetRequest.of("x"), directory.resolve("x")));
            }
            for (Socket socket : fill) {
                socket.close();
            }
        }
        assertEmptyDirectory();
    }

    @Test
    void whileItWaitsForTheAnswer() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        start(1, peer -> {
            peer.request();
            asked.countDown();
            peer.awaitClose();
            closed.countDown();
        });
        Transfer<?> transfer = client.get(GetRequest.of("x"), directory.resolve("x"));
        Await.open(asked);
        cancel(transfer);
        Await.open(closed);
        assertEmptyDirectory();
    }

    @Test
    void amongOthersTheServerIsToldAndTheConnectionGoesOn() throws IOException {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        CompletableFuture<Frame> cancel = new CompletableFuture<>();
        start(1, peer -> {
            peer.request();
            first.countDown();
            peer.request();
            second.countDown();
            cancel.complete(peer.next());
            peer.send(new Failure(ErrorCode.CANCELLED, "Cancelled."));
            peer.reply(Options.NONE.with(Option.SIZE, 7L).with(Option.KIND, Kind.FILE));
            peer.awaitClose();
        });
        Transfer<?> transfer = client.get(GetRequest.of("x"), directory.resolve("x"));
        Await.open(first);
        Transfer<RemoteFile> other = client.stat("y");
        Await.open(second);
        cancel(transfer);
        assertEquals(new Frame.Cancel(0), cancel.join());
        assertEquals(7, other.join().size());
        assertEquals(1, server.connections());
        assertEmptyDirectory();
    }

    @Test
    void inTheMiddleOfMuchContentTheConnectionIsClosed() throws IOException {
        CountDownLatch closed = new CountDownLatch(1);
        start(1, peer -> {
            peer.request();
            peer.reply(Options.NONE.with(Option.SIZE, (long) BIG));
            peer.content(new byte[100_000]);
            peer.awaitClose();
            closed.countDown();
        });
        Transfer<?> transfer = client.get(GetRequest.of("x"), directory.resolve("x"));
        Await.until("content", () -> transfer.progress().bytes() > 0);
        assertEquals(BIG, transfer.progress().total());
        cancel(transfer);
        Await.open(closed);
        assertEmptyDirectory();
    }

    @Test
    void nearTheEndTheConnectionGoesOn() throws IOException {
        CompletableFuture<Frame> cancel = new CompletableFuture<>();
        start(1, peer -> {
            peer.request();
            peer.reply(Options.NONE.with(Option.SIZE, 100_001L));
            peer.content(new byte[100_000]);
            cancel.complete(peer.next());
            peer.content(new byte[1]);
            peer.end(new byte[100_001]);
            peer.request();
            peer.reply(Options.NONE.with(Option.SIZE, 7L).with(Option.KIND, Kind.FILE));
            peer.awaitClose();
        });
        Transfer<?> transfer = client.get(GetRequest.of("x"), directory.resolve("x"));
        Await.until(
                () -> transfer.progress().toString(), () -> transfer.progress().bytes() == 100_000);
        cancel(transfer);
        assertEquals(new Frame.Cancel(0), cancel.join());
        assertEquals(7, client.stat("y").join().size());
        assertEquals(1, server.connections());
        assertEmptyDirectory();
    }

    @Test
    void beforeTheServerSaysGo() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        CompletableFuture<Frame> body = new CompletableFuture<>();
        start(1, peer -> {
            peer.request();
            asked.countDown();
            Await.open(cancelled);
            peer.send(Frame.Go.GO);
            body.complete(peer.next());
            peer.send(new Failure(ErrorCode.CANCELLED, "Cancelled."));
            peer.request();
            peer.reply(Options.NONE.with(Option.SIZE, 7L).with(Option.KIND, Kind.FILE));
            peer.awaitClose();
        });
        Path source = Files.write(directory.resolve("source"), new byte[BIG]);
        Transfer<?> transfer = client.put(PutRequest.of("x"), source);
        Await.open(asked);
        cancel(transfer);
        cancelled.countDown();
        assertEquals(new Frame.Cancel(0), body.join());
        assertEquals(7, client.stat("y").join().size());
        assertEquals(1, server.connections());
    }

    @Test
    void inTheMiddleOfAnUpload() throws IOException {
        CountDownLatch moving = new CountDownLatch(1);
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        start(1, peer -> {
            peer.request();
            peer.send(Frame.Go.GO);
            ((Content) peer.next()).release();
            moving.countDown();
            cancelled.complete(peer.body() == null);
            peer.send(new Failure(ErrorCode.CANCELLED, "Cancelled."));
            peer.request();
            peer.reply(Options.NONE.with(Option.SIZE, 7L).with(Option.KIND, Kind.FILE));
            peer.awaitClose();
        });
        Path source = Files.write(directory.resolve("source"), new byte[BIG]);
        Transfer<?> transfer = client.put(PutRequest.of("x"), source);
        Await.open(moving);
        cancel(transfer);
        assertTrue(cancelled.join());
        assertEquals(7, client.stat("y").join().size());
        assertEquals(1, server.connections());
    }

    @Test
    void whileASourceIsReadThatGivesNothing() throws IOException {
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        CountDownLatch reading = new CountDownLatch(1);
        start(1, peer -> {
            peer.request();
            peer.send(Frame.Go.GO);
            cancelled.complete(peer.body() == null);
            peer.send(new Failure(ErrorCode.CANCELLED, "Cancelled."));
            peer.request();
            peer.reply(Options.NONE.with(Option.SIZE, 7L).with(Option.KIND, Kind.FILE));
            peer.awaitClose();
        });
        try (PipedOutputStream nothing = new PipedOutputStream();
                InputStream source = new PipedInputStream(nothing) {
                    @Override
                    public synchronized int read(byte[] target, int offset, int length) throws IOException {
                        reading.countDown();
                        return super.read(target, offset, length);
                    }
                }) {
            Transfer<?> transfer = client.put(PutRequest.of("x"), Channels.newChannel(source));
            Await.open(reading);
            cancel(transfer);
            assertTrue(cancelled.join());
            assertEquals(7, client.stat("y").join().size());
            assertEquals(1, server.connections());
        }
    }

    @Test
    void atAnyTimeTheTargetIsThereOrNot() throws IOException {
        byte[] content = FileTransferClientTest.bytes(150_000);
        MemoryFiles files = new MemoryFiles();
        files.add("x", content);
        start(4, files);
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            Path target = directory.resolve("target");
            Transfer<TransferResult> transfer = client.get(GetRequest.of("x"), target);
            LockSupport.parkNanos(random.nextInt(2_000_000));
            boolean cancelled = transfer.cancel();
            if (cancelled) {
                assertThrows(CancellationException.class, transfer::join);
            } else {
                assertEquals(content.length, transfer.join().bytes());
                Files.delete(target);
            }
            assertEmptyDirectory();
        }
    }

    @Test
    void byClosingTheClient() throws IOException {
        byte[] content = FileTransferClientTest.bytes(5_000_000);
        MemoryFiles files = new MemoryFiles();
        files.add("x", content);
        start(4, files);
        List<Transfer<TransferResult>> transfers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            transfers.add(client.get(GetRequest.of("x"), directory.resolve("target" + i)));
        }
        transfers.get(0).join();
        client.close();
        int done = 0;
        for (Transfer<TransferResult> transfer : transfers) {
            try {
                transfer.join();
                done++;
            } catch (CancellationException e) {
                // as it should
            }
        }
        assertTrue(done < transfers.size());
        try (Stream<Path> paths = Files.list(directory)) {
            assertEquals(done, paths.count());
        }
        assertThrows(IllegalStateException.class, () -> client.stat("x"));
    }
}
