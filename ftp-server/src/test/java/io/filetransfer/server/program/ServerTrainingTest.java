package io.filetransfer.server.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerTrainingTest {
    @Test
    void allIsDoneAndNothingIsLeft() throws IOException {
        List<Path> before = trainings();
        ServerTraining.train(1); // a refused request is an exception
        assertEquals(before, trainings());
    }

    private static List<Path> trainings() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(each -> each.getFileName().toString().startsWith("ftp-server-training"))
                    .sorted()
                    .toList();
        }
    }
}
