package io.filetransfer.client.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.RetryPolicy.Phase;
import io.filetransfer.codec.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** The table, once more: as it is to be read. */
class RetryPolicyTest {
    /** In the order of the phases: A(gain), R(ewind), K (ask), - (over). All other codes are over everywhere. */
    private static final String TABLE = """
                                  REQUEST DOUBTFUL GET REST PIECE PIECES PART COMMIT
            CONNECTION            A       -        A   A    A     -      K    K
            TIMEOUT               A       -        A   A    A     -      K    K
            BUSY                  A       -        A   A    A     -      K    K
            SHUTTING_DOWN         A       -        A   A    A     -      K    K
            TOO_SLOW              A       -        A   A    A     -      K    K
            CHECKSUM_MISMATCH     -       -        R   R    A     -      K    -
            TRUNCATED             -       -        R   R    A     -      K    -
            CHANGED               -       -        R   R    -     R      -    -
            VERSION_MISMATCH      -       -        -   R    -     R      -    -
            RANGE_NOT_SATISFIABLE -       -        -   R    -     R      -    -
            OFFSET_MISMATCH       -       -        -   R    -     R      -    K
            CORRUPT               -       -        -   R    -     R      -    -
            UNSUPPORTED           -       -        -   R    -     R      -    -
            CANCELLED             -       -        -   -    -     -      K    -
            UPLOAD_UNKNOWN        -       -        -   -    -     -      K    K
            """;

    private static FileTransferException failure(ErrorCode code, boolean mayRetry) {
        return new FileTransferException(code, mayRetry, "It failed.", null);
    }

    private static Remedy remedy(String word) {
        return switch (word) {
            case "A" -> Remedy.AGAIN;
            case "R" -> Remedy.REWIND;
            case "K" -> Remedy.ASK;
            default -> Remedy.OVER;
        };
    }

    @Test
    void eachCodeInEachPhase() {
        List<String> lines = TABLE.lines().toList();
        List<String> phases = List.of(lines.get(0).strip().split(" +"));
        assertEquals(Arrays.stream(Phase.values()).map(Enum::name).toList(), phases);
        for (ErrorCode code : ErrorCode.values()) {
            List<String> row = lines.stream()
                    .filter(line -> line.startsWith(code.name() + " "))
                    .map(line -> List.of(line.split(" +")))
                    .findFirst()
                    .orElse(List.of());
            for (Phase phase : Phase.values()) {
                Remedy expected = row.isEmpty() ? Remedy.OVER : remedy(row.get(phase.ordinal() + 1));
                assertEquals(
                        expected,
                        RetryPolicy.remedy(phase, failure(code, code.mayRetry())),
                        () -> code + " in " + phase);
            }
        }
    }

    /** Of codes that pass by themselves, and of those that this client does not know. */
    @Test
    void theServersFlagDecides() {
        for (Phase phase : Phase.values()) {
            assertEquals(Remedy.OVER, RetryPolicy.remedy(phase, failure(ErrorCode.BUSY, false)));
            assertEquals(Remedy.OVER, RetryPolicy.remedy(phase, failure(ErrorCode.UNKNOWN, false)));
            boolean gets = phase == Phase.GET || phase == Phase.REST;
            assertEquals(
                    gets ? Remedy.REWIND : Remedy.OVER, RetryPolicy.remedy(phase, failure(ErrorCode.UNKNOWN, true)));
        }
    }

    @Test
    void noRequestDoesBetterWithoutAServer() {
        for (Phase phase : Phase.values()) {
            assertEquals(
                    Remedy.OVER,
                    RetryPolicy.remedy(
                            phase, new FileTransferException.Unreachable(ErrorCode.CONNECTION, "Nobody.", null)));
            assertEquals(Remedy.OVER, RetryPolicy.remedy(phase, new CancellationException()));
        }
    }

    @Test
    void partsThatALaterPutCanUse() {
        assertTrue(RetryPolicy.keepsParts(new CancellationException()));
        assertTrue(RetryPolicy.keepsParts(failure(ErrorCode.SHUTTING_DOWN, true)));
        assertTrue(RetryPolicy.keepsParts(failure(ErrorCode.INSUFFICIENT_STORAGE, false)));
        assertFalse(RetryPolicy.keepsParts(failure(ErrorCode.DENIED, false)));
        assertFalse(RetryPolicy.keepsParts(failure(ErrorCode.CHECKSUM_MISMATCH, true)));
    }
}
