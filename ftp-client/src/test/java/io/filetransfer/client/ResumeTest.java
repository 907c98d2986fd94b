package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.failure.BackOff;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gets that end early, and the ones after them. */
@Timeout(60)
class ResumeTest {
    private static final int SIZE = (9 << 20) + 123;
    private static final byte[] CONTENT = FileTransferClientTest.bytes(SIZE);

    @TempDir
    Path directory;

    /** Offsets that were asked for, and bytes of content that were sent. */
    private final List<Long> asked = new CopyOnWriteArrayList<>();

    private volatile byte[] content = CONTENT;
    private volatile int cut = Integer.MAX_VALUE;
    private volatile int excess;
    private volatile boolean stalls;
    private volatile boolean stored = true;
    private volatile DigestAlgorithm kind = DigestAlgorithm.CRC32C;
    private volatile boolean checksVersion = true;
    private volatile Digest wrongDigest;
    private final AtomicLong sent = new AtomicLong();

    private final ScriptedServer server = new ScriptedServer(this::serve);
    private FileTransferClient client = client(0);

    private FileTransferClient client(int retries) {
        return FileTransferClient.open(server.config().retries(retries).build(), new BackOff(() -> 0));
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
    }

    private void serve(ScriptedServer.Peer peer) throws Exception {
        while (true) {
            Frame frame = peer.next();
            if (frame instanceof Request request && !answer(peer, request)) {
                return;
            }
        }
    }

    private boolean answer(ScriptedServer.Peer peer, Request request) throws Exception {
        byte[] all = content;
        int limit = cut;
        boolean stall = stalls; // as it is now: the client may have all before this comes to its end
        Version version = MemoryFiles.version(all);
        if (request.choice() == Choice.DIGEST) {
            asked.add(-1L);
            Digest digest = wrongDigest != null ? wrongDigest : ScriptedServer.digest(all, DigestAlgorithm.CRC32C);
            peer.reply(Options.NONE.with(Option.DIGEST, digest).with(Option.VERSION, version));
            return true;
        }
        int from = (int) (long) request.options().get(Option.OFFSET, 0L);
        asked.add((long) from);
        Version expected = request.options().get(Option.EXPECT_VERSION, version);
        if (checksVersion && !expected.equals(version)) {
            peer.send(new Failure(ErrorCode.VERSION_MISMATCH, "It is another one."));
            return true;
        }
        if (from > all.length) {
            peer.send(new Failure(ErrorCode.RANGE_NOT_SATISFIABLE, "It is shorter."));
            return true;
        }
        byte[] part = Arrays.copyOfRange(all, from, all.length);
        Options head = MemoryFiles.head(new MemoryFiles.Stored(all, MemoryFiles.MODIFIED, 0640));
        if (from > 0) {
            head = head.with(Option.OFFSET, (long) from).with(Option.LENGTH, (long) part.length);
        }
        if (stored) {
            head = head.with(Option.DIGEST, wrongDigest != null ? wrongDigest : ScriptedServer.digest(all, kind));
        }
        peer.reply(head);
        int length = Math.min(part.length, limit);
        for (int done = 0; done < length; done += 1 << 20) {
            if (!peer.content(part, done, Math.min(1 << 20, length - done))
                    .await()
                    .isSuccess()) {
                return false; // the client has no use for it
            }
        }
        sent.addAndGet(length);
        if (stall) {
            peer.awaitClose();
            return false;
        }
        if (limit != Integer.MAX_VALUE) {
            return false;
        }
        peer.content(new byte[excess]);
        peer.end(part, request.options().get(Option.DIGEST_ALGORITHM, DigestAlgorithm.CRC32C));
        return true;
    }

    private Path target() {
        return directory.resolve("target");
    }

    private Path partial() {
        return directory.resolve(".target.ftpart");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static final List<String> LEFT = List.of(".target.ftpart", ".target.ftpart.journal");

    private TransferResult get() {
        return client.get(GetRequest.of("x"), target()).join();
    }

    private void getIsCut(int at) throws IOException {
        cut = at;
        assertEquals(
                ErrorCode.CONNECTION,
                assertThrows(FileTransferException.class, this::get).code());
        cut = Integer.MAX_VALUE;
        assertFalse(Files.exists(target()));
    }

    /** From here on what is asked for and sent counts. */
    private void left(int at) throws IOException {
        getIsCut(at);
        assertEquals(LEFT, names());
        assertEquals(at, Files.size(partial()));
        asked.clear();
        sent.set(0);
    }

    private void isWhole(TransferResult result, byte[] whole, long resumedFrom) throws IOException {
        assertEquals(resumedFrom, result.resumedFrom());
        assertEquals(whole.length, result.bytes());
        assertEquals(ScriptedServer.digest(whole, DigestAlgorithm.CRC32C), result.digest());
        assertArrayEquals(whole, Files.readAllBytes(target()));
        assertEquals(List.of("target"), names());
        assertEquals(MemoryFiles.MODIFIED, Files.getLastModifiedTime(target()).toInstant());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_536, 100_001, 1 << 20, 5_000_000, (8 << 20) + 1, SIZE - 1, SIZE})
    void onlyTheRestIsSent(int at) throws IOException {
        left(at);
        isWhole(get(), CONTENT, at);
        assertEquals(List.of((long) at), asked);
        assertEquals(SIZE - at, sent.get());
    }

    @Test
    void manyCutsInARow() throws IOException {
        for (int i = 1; i <= 8; i++) {
            getIsCut(1_000_000);
        }
        isWhole(get(), CONTENT, 8_000_000);
        assertEquals(SIZE, sent.get());
    }

    @Test
    void nothingIsLeftOfNothing() throws IOException {
        getIsCut(0);
        assertEquals(List.of(), names());
    }

    @Test
    void anotherProcessGoesOn() throws IOException {
        left(3_000_000);
        client.close();
        client = client(0);
        isWhole(get(), CONTENT, 3_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {SIZE, SIZE + 50_000, SIZE - 50_000, 2_000_000, 10, 0})
    void anotherVersionIsNeverJoined(int size) throws IOException {
        left(4_000_000);
        content = FileTransferClientTest.bytes(size + 1);
        content = Arrays.copyOfRange(content, 1, content.length);
        isWhole(get(), content, 0);
        assertEquals(List.of(4_000_000L, 0L), asked);
    }

    @ParameterizedTest
    @ValueSource(ints = {SIZE, SIZE + 50_000, SIZE - 50_000, 2_000_000})
    void norByAServerThatDoesNotLook(int size) throws IOException {
        left(4_000_000);
        checksVersion = false;
        content = FileTransferClientTest.bytes(size + 1);
        content = Arrays.copyOfRange(content, 1, content.length);
        isWhole(get(), content, 0);
    }

    @Test
    void aVersionThatTheCallerWantsAndIsGone() throws IOException {
        Version version = MemoryFiles.version(CONTENT);
        left(4_000_000);
        content = FileTransferClientTest.bytes(10);
        GetRequest request = GetRequest.of("x").expectVersion(version);
        assertEquals(
                ErrorCode.VERSION_MISMATCH,
                assertThrows(
                                FileTransferException.class,
                                () -> client.get(request, target()).join())
                        .code());
        assertEquals(List.of(), names());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_500_000, 3_999_999})
    void aDamagedBeginningIsGotAgain(int position) throws IOException {
        left(4_000_000);
        byte[] damaged = Files.readAllBytes(partial());
        damaged[position] ^= 1;
        Files.write(partial(), damaged);
        isWhole(get(), CONTENT, 0);
        assertEquals(List.of(0L), asked);
    }

    @Test
    void onlyWhatIsBehindTheDamageIsGotAgain() throws IOException {
        getIsCut(3_000_000);
        getIsCut(2_000_000);
        byte[] damaged = Files.readAllBytes(partial());
        damaged[4_000_000] ^= 1;
        Files.write(partial(), damaged);
        isWhole(get(), CONTENT, 3_000_000);
    }

    @Test
    void aShortenedOrMissingPartialFile() throws IOException {
        left(4_000_000);
        Files.write(partial(), Arrays.copyOf(CONTENT, 3_999_999));
        isWhole(get(), CONTENT, 0);
        Files.delete(target());
        left(4_000_000);
        Files.delete(partial());
        isWhole(get(), CONTENT, 0);
    }

    @Test
    void bytesThatTheJournalDoesNotKnow() throws IOException {
        left(4_000_000);
        Files.write(partial(), Arrays.copyOf(Arrays.copyOf(CONTENT, 4_000_000), SIZE + 7));
        isWhole(get(), CONTENT, 4_000_000);
    }

    @Test
    void aJournalThatIsNone() throws IOException {
        left(4_000_000);
        Files.writeString(directory.resolve(".target.ftpart.journal"), "Dear diary");
        isWhole(get(), CONTENT, 0);
    }

    @Test
    void aJournalThatIsTornGoesOnBehindWhatIsWhole() throws IOException {
        getIsCut(3_000_000);
        getIsCut(2_000_000);
        Path journal = directory.resolve(".target.ftpart.journal");
        byte[] all = Files.readAllBytes(journal);
        Files.write(journal, Arrays.copyOf(all, all.length - 5));
        getIsCut(1_500_000);
        isWhole(get(), CONTENT, 4_500_000);
    }

    @Test
    void moreThanWasAnnounced() throws IOException {
        excess = 100;
        FileTransferException end = assertThrows(FileTransferException.class, this::get);
        assertEquals(ErrorCode.LENGTH_EXCEEDED, end.code());
        assertFalse(Files.exists(target()));
        excess = 0;
        get();
        assertArrayEquals(CONTENT, Files.readAllBytes(target()));
        assertEquals(List.of("target"), names());
    }

    @Test
    void aNameThatSomethingElseHas() throws IOException {
        Path inside = Files.createDirectories(partial().resolve("inside"));
        isThereWith(inside);
        Files.delete(inside);
        Files.delete(partial());
        isThereWith(Files.createDirectory(directory.resolve(".target.ftpart.journal")));
        Files.delete(directory.resolve(".target.ftpart.journal"));
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "mine");
        isThereWith(Files.createSymbolicLink(directory.resolve(".target.ftpart.journal"), elsewhere));
        assertEquals("mine", Files.readString(elsewhere));
    }

    private void isThereWith(Path other) throws IOException {
        get();
        assertArrayEquals(CONTENT, Files.readAllBytes(target()));
        assertTrue(Files.exists(other));
    }

    @Test
    void anOldOneIsNotGoneOnWith() throws IOException {
        left(4_000_000);
        Files.setLastModifiedTime(
                partial(), FileTime.from(Instant.now().minus(7, ChronoUnit.DAYS).minusSeconds(60)));
        isWhole(get(), CONTENT, 0);
    }

    @Test
    void anotherServersOrAnotherFiles() throws IOException {
        left(4_000_000);
        GetRequest other = GetRequest.of("y");
        isWhole(client.get(other, target()).join(), CONTENT, 0);
        Files.delete(target());
        left(4_000_000);
        client.close();
        client = FileTransferClient.open(
                server.config().host("127.0.0.2").retries(0).build());
        assertThrows(FileTransferException.Connection.class, this::get);
        assertEquals(List.of(), names());
    }

    @Test
    void withoutAStoredDigestTheServerIsAsked() throws IOException {
        stored = false;
        left(4_000_000);
        isWhole(get(), CONTENT, 4_000_000);
        assertEquals(List.of(4_000_000L, -1L), asked);
    }

    /** A digest of another kind compares nothing on this side: the server does it when it reads. */
    @Test
    void withAStoredDigestOfAnotherKindTheServerIsAsked() throws IOException {
        kind = DigestAlgorithm.SHA256;
        left(4_000_000);
        isWhole(get(), CONTENT, 4_000_000);
        assertEquals(List.of(4_000_000L, -1L), asked);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWholeThatIsNotWhatTheServerHas(boolean stored) throws IOException {
        this.stored = stored;
        left(4_000_000);
        wrongDigest = Digest.crc32c(1);
        if (stored) {
            assertThrows(FileTransferException.Corrupt.class, this::get);
            assertEquals(List.of(4_000_000L, 0L), asked);
            assertEquals(List.of(), names());
        } else {
            isWhole(get(), CONTENT, 0);
            assertEquals(List.of(4_000_000L, -1L, 0L), asked);
        }
    }

    @Test
    void smallFilesLeaveNothing() throws IOException {
        content = Arrays.copyOf(CONTENT, (8 << 20) - 1);
        getIsCut(4_000_000);
        assertEquals(List.of(), names());
    }

    @Test
    void norDoesWhoWantsNothingLeft() throws IOException {
        cut = 4_000_000;
        for (GetRequest request : List.of(
                GetRequest.of("x").resume(false),
                GetRequest.of("x").digestAlgorithm(DigestAlgorithm.SHA256),
                GetRequest.of("x").digestAlgorithm(DigestAlgorithm.NONE))) {
            assertThrows(
                    FileTransferException.Connection.class,
                    () -> client.get(request, target()).join());
            assertEquals(List.of(), names());
        }
    }

    @Test
    void aCancelLeavesWhatCame() throws Exception {
        cut = 4_000_000;
        stalls = true;
        Transfer<TransferResult> transfer = client.get(GetRequest.of("x"), target());
        Await.until(
                () -> transfer.progress().toString(), () -> transfer.progress().bytes() == 4_000_000);
        assertTrue(transfer.cancel());
        assertThrows(CancellationException.class, transfer::join);
        assertEquals(LEFT, names());
        cut = Integer.MAX_VALUE;
        stalls = false;
        isWhole(get(), CONTENT, 4_000_000);
    }

    @Test
    void twoAtATime() throws Exception {
        cut = 4_000_000;
        stalls = true;
        Transfer<TransferResult> first = client.get(GetRequest.of("x"), target());
        Await.until(() -> first.progress().toString(), () -> first.progress().bytes() == 4_000_000);
        cut = Integer.MAX_VALUE;
        stalls = false;
        assertEquals(0, get().resumedFrom());
        assertArrayEquals(CONTENT, Files.readAllBytes(target()));
        assertTrue(names().containsAll(LEFT));
        Files.delete(target());
        first.cancel();
        assertThrows(CancellationException.class, first::join);
        isWhole(get(), CONTENT, 4_000_000);
    }

    @Test
    void attemptsOfOneCallGoOnToo() throws IOException {
        client.close();
        client = client(9);
        cut = 1_000_000;
        // The last one brings the rest, and is cut too.
        FileTransferException end = assertThrows(FileTransferException.class, this::get);
        assertEquals(ErrorCode.CONNECTION, end.code());
        assertEquals(SIZE, sent.get());
        assertEquals(10, asked.size());
        asked.clear();
        cut = Integer.MAX_VALUE;
        isWhole(get(), CONTENT, SIZE);
        assertEquals(List.of((long) SIZE), asked);
    }

    @Test
    void attemptsOfASmallFileGoOnFromItsTemporaryOne() throws IOException {
        client.close();
        client = client(2);
        content = Arrays.copyOf(CONTENT, 2_500_000);
        cut = 1_000_000;
        assertThrows(FileTransferException.class, this::get);
        assertEquals(List.of(0L, 1_000_000L, 2_000_000L), asked);
        assertEquals(List.of(), names());
    }
}
