package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RehearsalTest {
    @Test
    void everyCommandDoesWhatItWouldDo() throws IOException {
        List<ExitCode> codes = Rehearsal.rehearse();
        assertEquals(ExitCode.USAGE, codes.get(2));
        assertEquals(codes.size() - 1, Collections.frequency(codes, ExitCode.OK));
    }
}
