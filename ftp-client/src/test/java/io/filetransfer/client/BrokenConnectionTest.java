package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that cut, stall, and close between exchanges. */
@Timeout(120)
class BrokenConnectionTest extends MisbehavingServerTestBase {
    @Test
    void cutInTheMiddleOfContent() throws IOException {
        start(peer -> {
            peer.request();
            peer.reply(head(CONTENT.length));
            peer.content(CONTENT, 0, 100_000).sync();
        });
        assertEquals(ErrorCode.CONNECTION, getFails().code());
    }

    @Test
    void resetInTheMiddleOfContent() throws IOException {
        start(peer -> {
            peer.request();
            peer.reply(head(CONTENT.length));
            peer.content(CONTENT, 0, 100_000).sync();
            peer.reset();
        });
        assertInstanceOf(FileTransferException.Connection.class, getFails());
    }

    @Test
    void closesWithoutAnAnswerOnAFreshConnection() throws IOException {
        start(ScriptedServer.Peer::request);
        assertEquals(ErrorCode.CONNECTION, getFails().code());
        assertEquals(1, server.connections());
    }

    @Test
    void noAnswerInTime() throws IOException {
        start(
                peer -> {
                    peer.request();
                    peer.awaitClose();
                },
                server -> server.config().answerTimeout(Duration.ofMillis(200)).build());
        assertEquals(ErrorCode.TIMEOUT, getFails().code());
    }

    @Test
    void stallsInTheMiddleOfContent() throws IOException {
        start(
                peer -> {
                    peer.request();
                    peer.reply(head(CONTENT.length));
                    peer.content(CONTENT, 0, 1000);
                    peer.awaitClose();
                },
                server -> server.config().idleTimeout(Duration.ofMillis(200)).build());
        assertEquals(ErrorCode.TIMEOUT, getFails().code());
    }

    @Test
    void takesNoContent() throws IOException {
        start(
                peer -> {
                    peer.request();
                    peer.send(Frame.Go.GO);
                    new CountDownLatch(1).await();
                },
                server -> server.config().idleTimeout(Duration.ofMillis(200)).build());
        Path source = Files.write(directory.resolve("source"), new byte[20 << 20]);
        FileTransferException failure = assertThrows(
                FileTransferException.class,
                () -> client.put(PutRequest.of("x"), source).join());
        assertEquals(ErrorCode.TIMEOUT, failure.code());
        server.failures().clear();
    }

    @Test
    void closedBetweenExchangesWhatMayBeRepeatedIs() throws IOException {
        MemoryFiles files = new MemoryFiles();
        files.add("x", CONTENT);
        // each connection answers one request, and closes when the next has come
        start(peer -> {
            files.serve(peer, peer.request());
            peer.request();
        });
        Path source = Files.write(directory.resolve("source"), new byte[5]);
        for (int i = 0; i < 3; i++) {
            assertEquals(CONTENT.length, client.stat("x").join().size());
            client.get(GetRequest.of("x"), directory.resolve("target")).join();
            assertEquals(
                    1,
                    client.list("/").join().stream()
                            .filter(file -> file.name().equals("x"))
                            .count());
            client.put(PutRequest.of("y"), source).join();
            ByteArrayInputStream stream = new ByteArrayInputStream(CONTENT);
            client.put(PutRequest.of("z").expectAbsent(true), Channels.newChannel(stream))
                    .join();
        }
        assertArrayEquals(CONTENT, files.content("z"));
        assertEquals(15, server.connections());
    }

    @Test
    void closedBetweenExchangesWhatMayNotBeRepeatedIsNot() throws IOException {
        MemoryFiles files = new MemoryFiles();
        files.add("x", CONTENT);
        Path source = Files.write(directory.resolve("source"), new byte[5]);
        List<java.util.function.Supplier<Transfer<?>>> calls = List.of(
                () -> client.makeDirectory("d", false),
                () -> client.move("x", "y", true),
                () -> client.delete("x", false, null),
                () -> client.put(PutRequest.of("x").expectAbsent(true), source));
        for (var call : calls) {
            start(peer -> {
                files.serve(peer, peer.request());
                peer.request();
            });
            client.stat("x").join();
            assertThrows(
                    FileTransferException.Connection.class, () -> call.get().join());
            assertEquals(1, server.connections());
            close();
        }
        start(peer -> {});
    }

    @Test
    void closedAgainAndAgain() {
        start(peer -> {
            if (peer.number() == 0) {
                peer.request();
                peer.reply(head(1));
            }
            peer.request();
        });
        client.stat("x").join();
        assertThrows(
                FileTransferException.Connection.class, () -> client.stat("x").join());
        assertEquals(2, server.connections());
    }

    @Test
    void turnsConnectionsAway() throws IOException {
        start(peer -> {
            peer.send(new Failure(ErrorCode.BUSY, "Too many connections."));
            peer.awaitClose();
        });
        FileTransferException failure = getFails();
        assertTrue(failure.code() == ErrorCode.BUSY, failure::toString);
        assertTrue(failure.mayRetry());
    }
}
