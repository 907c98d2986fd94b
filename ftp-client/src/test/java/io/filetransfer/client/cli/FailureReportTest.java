package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureReportTest {
    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeHasASentenceAndAnExitCode(ErrorCode code) {
        for (String told : new String[] {null, "", "It went wrong."}) {
            FailureReport failure = FailureReport.of(
                    new CompletionException(new FileTransferException(code, code.mayRetry(), told, null)));
            assertEquals(code, failure.code());
            assertEquals(code.mayRetry(), failure.retry());
            assertFalse(failure.message().isBlank());
            assertFalse(failure.message().endsWith("."));
            assertTrue(failure.exitCode() != ExitCode.OK && failure.exitCode() != ExitCode.USAGE);
        }
    }

    @Test
    void exitCodesAreDistinct() {
        Set<Integer> numbers = new HashSet<>();
        for (ExitCode code : ExitCode.values()) {
            assertTrue(numbers.add(code.number()), code.name());
        }
    }

    @Test
    void someThatScriptsTellApart() {
        assertEquals(3, exit(ErrorCode.NOT_FOUND));
        assertEquals(4, exit(ErrorCode.DENIED));
        assertEquals(4, exit(ErrorCode.EXISTS));
        assertEquals(5, exit(ErrorCode.CONNECTION));
        assertEquals(5, exit(ErrorCode.TIMEOUT));
        assertEquals(6, exit(ErrorCode.CORRUPT));
        assertEquals(7, exit(ErrorCode.LOCAL_FILE));
        assertEquals(9, exit(ErrorCode.BUSY));
        assertEquals(9, exit(ErrorCode.INTERNAL));
    }

    @Test
    void faultsOfThisProgram() {
        FailureReport failure = FailureReport.of(new IllegalStateException("queue"));
        assertEquals(ExitCode.INTERNAL, failure.exitCode());
        assertEquals("a fault of this program (IllegalStateException: queue)", failure.message());
    }

    @Test
    void localFiles() {
        assertEquals(
                ExitCode.LOCAL_FILE,
                FailureReport.of(new IOException("No space left on device")).exitCode());
        assertEquals(
                "no such local file",
                FailureReport.of(new NoSuchFileException("x")).message());
        assertEquals(
                "the local file cannot be used",
                FailureReport.of(new IOException()).message());
    }

    /** Cut once, and only where it is a stop. */
    @Test
    void stopsAtTheEndOfASentence() {
        for (String[] both : new String[][] {
            {"The name has a part that is . or ..", "the name has a part that is . or .."},
            {"The name has a part that is . or ...", "the name has a part that is . or .."},
            {"It ends with an abbreviation, etc..", "it ends with an abbreviation, etc."},
            {"Not now.", "not now"},
        }) {
            FileTransferException refused =
                    new FileTransferException(ErrorCode.BAD_NAME, false, "a/../b: " + both[0], null);
            assertEquals(both[1], FailureReport.of(refused, "a/../b").message());
        }
    }

    private static int exit(ErrorCode code) {
        return FailureReport.of(new FileTransferException(code, false, "x", null))
                .exitCode()
                .number();
    }
}
