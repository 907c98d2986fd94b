package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that lie, babble and fail. */
@Timeout(120)
class MisbehavingServerTest extends MisbehavingServerTestBase {
    @Test
    void wrongDigest() throws IOException {
        start(peer -> {
            peer.request();
            peer.reply(head(CONTENT.length));
            peer.content(CONTENT);
            peer.send(new End(CONTENT.length, Digest.crc32c(1)));
            peer.awaitClose();
        });
        FileTransferException failure = getFails();
        assertInstanceOf(FileTransferException.Corrupt.class, failure);
        assertEquals(ErrorCode.CHECKSUM_MISMATCH, failure.code());
    }

    @Test
    void contentThatIsNotWhatWasStored() throws IOException {
        start(peer -> {
            peer.request();
            peer.reply(head(CONTENT.length).with(Option.DIGEST, Digest.crc32c(1)));
            peer.content(CONTENT);
            peer.end(CONTENT);
            peer.awaitClose();
        });
        FileTransferException failure = getFails();
        assertInstanceOf(FileTransferException.Corrupt.class, failure);
        assertEquals(ErrorCode.CORRUPT, failure.code());
        assertTrue(failure.getMessage().startsWith("x: "));
    }

    @Test
    void digestOfAnotherKindThanAskedFor() throws IOException {
        start(peer -> {
            peer.request();
            peer.reply(head(CONTENT.length));
            peer.content(CONTENT);
            peer.end(CONTENT);
            peer.awaitClose();
        });
        assertEquals(
                ErrorCode.BAD_REQUEST,
                getFails(GetRequest.of("x").digestAlgorithm(DigestAlgorithm.SHA256))
                        .code());
    }

    @Test
    void moreContentThanAnnounced() throws IOException {
        start(peer -> {
            peer.request();
            peer.reply(head(1000));
            peer.content(CONTENT);
            peer.awaitClose();
        });
        assertEquals(ErrorCode.LENGTH_EXCEEDED, getFails().code());
    }

    @Test
    void lessContentThanAnnounced() throws IOException {
        start(peer -> {
            peer.request();
            peer.reply(Options.NONE.with(Option.SIZE, Long.MAX_VALUE));
            peer.content(CONTENT);
            peer.end(CONTENT);
            peer.awaitClose();
        });
        assertEquals(ErrorCode.TRUNCATED, getFails().code());
    }

    @Test
    void endThatDoesNotFitTheContent() throws IOException {
        start(peer -> {
            peer.request();
            peer.reply(head(CONTENT.length));
            peer.content(CONTENT);
            peer.send(new End(CONTENT.length + 1, ScriptedServer.digest(CONTENT, DigestAlgorithm.CRC32C)));
            peer.awaitClose();
        });
        assertEquals(ErrorCode.TRUNCATED, getFails().code());
    }

    @Test
    void failsInTheMiddleOfContentAndGoesOn() throws IOException {
        start(peer -> {
            peer.request();
            peer.reply(head(CONTENT.length));
            peer.content(CONTENT, 0, 100_000);
            peer.send(new Failure(ErrorCode.STORAGE_FAILED, "The disk \u001b[31mfailed\u202e."));
            peer.request();
            peer.reply(head(CONTENT.length));
            peer.awaitClose();
        });
        FileTransferException failure = getFails();
        assertEquals(ErrorCode.STORAGE_FAILED, failure.code());
        assertEquals("x: The disk \\x1b[31mfailed\\u202e.", failure.getMessage());
        assertEquals(CONTENT.length, client.stat("x").join().size());
        assertEquals(1, server.connections());
    }

    @Test
    void framesThatHaveNoPlaceInTheAnswer() throws IOException {
        List<ScriptedServer.Script> scripts = List.of(
                peer -> peer.content(CONTENT),
                peer -> peer.content(CONTENT, 0, 0),
                peer -> peer.end(CONTENT),
                peer -> peer.send(Frame.Go.GO),
                peer -> {
                    peer.reply(head(1));
                    peer.reply(head(1));
                });
        for (ScriptedServer.Script script : scripts) {
            start(peer -> {
                peer.request();
                script.run(peer);
                peer.awaitClose();
            });
            assertEquals(ErrorCode.BAD_REQUEST, getFails().code());
            close();
        }
        start(peer -> {});
    }

    @Test
    void anotherProtocolAltogether() throws IOException {
        start(peer -> {
            peer.request();
            peer.raw("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            peer.awaitClose();
        });
        FileTransferException failure = getFails();
        assertEquals(ErrorCode.BAD_REQUEST, failure.code());
        assertFalse(failure.mayRetry());
    }

    @Test
    void endlessErrorText() throws IOException {
        start(peer -> {
            peer.request();
            byte[] text = new byte[100_000];
            Arrays.fill(text, (byte) 'A');
            peer.raw(new byte[] {(byte) 0xF7, 'F', 'T', 'P', 1, 6, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff});
            for (int i = 0; i < 100; i++) {
                peer.raw(text);
            }
            peer.awaitClose();
        });
        assertEquals(ErrorCode.BAD_REQUEST, getFails().code());
    }

    @Test
    void endlessAnswersThatNobodyAskedFor() throws IOException {
        CountDownLatch closed = new CountDownLatch(1);
        start(peer -> {
            peer.request();
            for (int i = 0; i < 1000; i++) {
                peer.send(new Failure(ErrorCode.NOT_FOUND, "No."));
            }
            peer.awaitClose();
            closed.countDown();
        });
        assertEquals(ErrorCode.NOT_FOUND, getFails().code());
        assertTimely(closed);
    }

    @Test
    void answersInPiecesOfOneByte() throws IOException {
        byte[] content = FileTransferClientTest.bytes(500);
        start(peer -> {
            peer.request();
            peer.reply(head(content.length));
            for (int i = 0; i < content.length; i++) {
                peer.content(content, i, 1);
            }
            peer.end(content);
            peer.awaitClose();
        });
        Path target = directory.resolve("target");
        client.get(GetRequest.of("x"), target).join();
        assertArrayEquals(content, Files.readAllBytes(target));
    }

    @Test
    void failsDuringAnUploadAndGoesOn() throws IOException {
        CompletableFuture<Object> body = new CompletableFuture<>();
        start(peer -> {
            peer.request();
            peer.send(Frame.Go.GO);
            ((io.filetransfer.codec.Content) peer.next()).release();
            peer.send(new Failure(ErrorCode.INSUFFICIENT_STORAGE, "The disk is full."));
            body.complete(String.valueOf((Object) peer.body()));
            peer.request();
            peer.reply(head(1));
            peer.awaitClose();
        });
        Path source = Files.write(directory.resolve("source"), new byte[30 << 20]);
        FileTransferException failure = assertThrows(
                FileTransferException.class,
                () -> client.put(PutRequest.of("x"), source).join());
        assertEquals(ErrorCode.INSUFFICIENT_STORAGE, failure.code());
        assertEquals("null", body.join(), "the body ended in a cancel");
        assertEquals(1, client.stat("x").join().size());
        assertEquals(1, server.connections());
    }

    @Test
    void refusesAnUploadBeforeItsContent() throws IOException {
        MemoryFiles files = new MemoryFiles();
        start(files);
        Path source = Files.write(directory.resolve("source"), new byte[1 << 20]);
        FileTransferException failure = assertThrows(
                FileTransferException.class,
                () -> client.put(PutRequest.of("denied"), source).join());
        assertEquals(ErrorCode.DENIED, failure.code());
        client.put(PutRequest.of("other"), source).join();
        assertEquals(1, server.connections());
        assertNull(files.content("denied"));
    }

    @Test
    void acknowledgesOtherContentThanWasSent() throws IOException {
        start(peer -> {
            peer.request();
            peer.body();
            peer.reply(head(5).with(Option.DIGEST, Digest.crc32c(77)));
            peer.awaitClose();
        });
        Path source = Files.write(directory.resolve("source"), new byte[5]);
        assertThrows(
                FileTransferException.Corrupt.class,
                () -> client.put(PutRequest.of("x"), source).join());
    }

    @Test
    void listingsThatAreNone() {
        for (byte[] listing : List.of(new byte[] {0, 0, 0}, new byte[] {0, 5, 'a'}, new byte[] {(byte) 0xff, 0, 0})) {
            start(peer -> {
                peer.request();
                peer.reply(Options.NONE);
                peer.content(listing);
                peer.end(listing);
                peer.awaitClose();
            });
            FileTransferException failure = assertThrows(
                    FileTransferException.class,
                    () -> client.list("/", true, file -> {}).join());
            assertEquals(ErrorCode.BAD_REQUEST, failure.code());
            close();
        }
        start(peer -> {});
    }
}
