package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Entry;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listings that do not come to a good end, while their consumer is still busy with the first entry. */
@Timeout(120)
class ListingTest {
    private static final List<String> NAMES =
            IntStream.range(0, 100).mapToObj(i -> "entry-" + i).toList();

    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<String> given = new ArrayList<>();
    private final Consumer<RemoteFile> consumer = entry -> {
        given.add(entry.name());
        busy.countDown();
        try {
            assertTrue(released.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        given.add(entry.name() + " taken");
    };

    private ScriptedServer server;
    private FileTransferClient client;

    private void start(ScriptedServer.Script script) {
        server = new ScriptedServer(script);
        client = FileTransferClient.open(server.config()
                .maxConnections(1)
                .callbackExecutor(Runnable::run)
                .build());
    }

    @AfterEach
    void close() {
        released.countDown();
        client.close();
        server.close();
        assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
    }

    /** The answer up to where it breaks off, in two frames. */
    private static void begin(ScriptedServer.Peer peer) throws Exception {
        peer.request();
        peer.reply(Options.NONE);
        for (List<String> half : List.of(NAMES.subList(0, 50), NAMES.subList(50, 100))) {
            ByteBuf entries = Unpooled.buffer();
            half.forEach(name -> new Entry(name, Options.NONE.with(Option.KIND, Kind.FILE)).write(entries));
            peer.content(ByteBufUtil.getBytes(entries));
        }
    }

    private static void answerOne(ScriptedServer.Peer peer) throws Exception {
        peer.request();
        peer.reply(Options.NONE.with(Option.SIZE, 1L).with(Option.KIND, Kind.FILE));
    }

    private static List<String> all() {
        List<String> all = new ArrayList<>();
        NAMES.forEach(name -> all.addAll(List.of(name, name + " taken")));
        return all;
    }

    @Test
    void allEntriesAreGivenBeforeTheServersFailureIs() throws Exception {
        start(peer -> {
            begin(peer);
            peer.send(new Failure(ErrorCode.DENIED, "Not all could be listed; d: The system denies access."));
            answerOne(peer);
            peer.awaitClose();
        });
        Transfer<Long> listing = client.list("dir", true, consumer);
        assertTrue(busy.await(10, TimeUnit.SECONDS));
        client.stat("x").join(); // on the same connection: the failure has come
        assertFalse(listing.future().isDone());
        released.countDown();
        FileTransferException failure = assertThrows(FileTransferException.Incomplete.class, listing::join);
        assertEquals(all(), given);
        assertEquals(ErrorCode.DENIED, failure.code());
        assertEquals("dir: Not all could be listed; d: The system denies access.", failure.getMessage());
    }

    @Test
    void otherFailuresAreTheirOwn() {
        released.countDown();
        start(peer -> {
            begin(peer);
            peer.send(new Failure(ErrorCode.BUSY, "Too much is going on."));
            peer.request();
            peer.send(new Failure(ErrorCode.DENIED, "The system denies access."));
            peer.awaitClose();
        });
        Transfer<Long> cut = client.list("dir", true, consumer);
        assertEquals(
                ErrorCode.BUSY,
                assertThrows(FileTransferException.class, cut::join).code());
        assertEquals(all(), given);
        FileTransferException denied = assertThrows(
                FileTransferException.class,
                () -> client.list("dir", true, consumer).join());
        assertEquals(FileTransferException.class, denied.getClass()); // nothing at all was listed
    }

    @Test
    void aLostConnectionIsToldAfterTheConsumerHasReturned() throws Exception {
        CountDownLatch lose = new CountDownLatch(1);
        start(peer -> {
            if (peer.number() == 0) {
                begin(peer);
                assertTrue(lose.await(10, TimeUnit.SECONDS));
                return; // closes it
            }
            answerOne(peer);
            peer.awaitClose();
        });
        Transfer<Long> listing = client.list("dir", true, consumer);
        assertTrue(busy.await(10, TimeUnit.SECONDS));
        Transfer<RemoteFile> next = client.stat("x"); // on the next connection: the first one's end is known
        lose.countDown();
        next.join();
        assertFalse(listing.future().isDone());
        released.countDown();
        assertThrows(FileTransferException.Connection.class, listing::join);
        assertEquals(List.of(NAMES.get(0), NAMES.get(0) + " taken"), given);
    }

    @Test
    void aCancelDoesNotWaitForTheConsumer() throws Exception {
        start(peer -> {
            begin(peer);
            peer.awaitClose();
        });
        Transfer<Long> listing = client.list("dir", true, consumer);
        assertTrue(busy.await(10, TimeUnit.SECONDS));
        assertTrue(listing.cancel());
        assertThrows(CancellationException.class, listing::join);
    }
}
