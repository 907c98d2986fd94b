package io.filetransfer.client.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeseenTest {
    @ParameterizedTest
    @CsvSource({
        ".filetransfer, The name is the server's own",
        "/.FileTransfer, The name is the server's own",
        ".filetransfer/x, The name is the server's own",
        "a/.filetransfer-staging, The name is the server's own",
        "a/.Filetransfer-Staging/b, The name is the server's own",
    })
    void whatTheServerKeepsForItself(String name, String sentence) {
        FileTransferException failure = Foreseen.failure(directory(name));
        assertEquals(ErrorCode.BAD_NAME, failure.code());
        assertEquals(name + ": " + sentence, failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/.filetransfer", "/a/.filetransfer/b", ".filetransfer2", "x.filetransfer-staging"})
    void othersAreTaken(String name) {
        assertNull(Foreseen.failure(directory(name)));
    }

    private static TreeEntry directory(String name) {
        return new TreeEntry("x", Kind.DIRECTORY, 0, Path.of("x"), name);
    }
}
