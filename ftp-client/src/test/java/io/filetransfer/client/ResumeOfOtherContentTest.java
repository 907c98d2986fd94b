package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a get, when that is damaged, not the server's any more, or another one's. */
@Timeout(60)
class ResumeOfOtherContentTest extends ResumeTestBase {
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
}
