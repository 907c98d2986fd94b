package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gets that end early, and the ones after them. */
@Timeout(60)
class ResumeTest extends ResumeTestBase {
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
