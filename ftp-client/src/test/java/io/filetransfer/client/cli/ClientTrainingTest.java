package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Coverage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientTrainingTest {
    @Test
    void everyCommandDoesWhatItWouldDo() throws IOException {
        List<ExitCode> codes = ClientTraining.train(false);
        assertEquals(ExitCode.USAGE, codes.get(2));
        assertEquals(codes.size() - 1, Collections.frequency(codes, ExitCode.OK));
    }

    /** In a process of its own: the encryption keeps native memory until the garbage collector comes. */
    @Test
    void thoseThatEncryptDoToo() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1"); // as the launcher has it
        command.addAll(Coverage.agent());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Encrypting.class.getName()));
        Process process = new ProcessBuilder(command).start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process does not end");
        assertEquals("[OK, OK, USAGE, OK, OK, OK, OK, OK, OK, OK, OK, OK, OK, OK]", told);
    }

    static final class Encrypting {
        private Encrypting() {}

        public static void main(String[] args) throws IOException {
            List<ExitCode> codes = ClientTraining.train(true);
            System.out.println(codes);
            System.exit(0);
        }
    }
}
