package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people are told who typed something that does not work, and what to type instead. */
@Timeout(120)
class MessagesIT {
    @TempDir
    Path root;

    @TempDir
    Path local;

    @Test
    void aServerThatTakesNoChangesInTheFirstDialect() throws Exception {
        Files.writeString(local.resolve("f"), "content");
        try (FileTransferServer server = FileTransferServer.start(
                ServerConfig.builder(root).port(0).readOnly(true).build())) {
            String to = "127.0.0.1:" + server.port() + "/f";
            Ended client = CommandInProcess.run(Map.of(), "put", "--seed", local + "/f", to);
            assertEquals(4, client.exit());
            assertEquals("ftp-client: put: " + to + ": the server takes no changes (READ_ONLY)\n", client.err());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get HOST/dir LOCAL/x|get: HOST/dir: not a file; get -r takes a directory whole (NOT_A_FILE)",
                "put LOCAL/dir HOST/x|put: HOST/x: 'LOCAL/dir' is a local directory; put -r takes it whole (LOCAL_FILE)",
                "put LOCAL/missing HOST/x|put: HOST/x: no such local file 'LOCAL/missing' (LOCAL_FILE)",
                "put -r LOCAL/missing HOST/|put: LOCAL/missing: no such local file (LOCAL_FILE)",
                "get HOST/dir/../x LOCAL/x|get: HOST/dir/../x: the name has a part that is . or .. (BAD_NAME)",
                "get HOST/dir LOCAL/|get: HOST/dir: 'LOCAL/dir' is a local directory; -r takes a directory of the server whole (LOCAL_FILE)",
                "sync HOST/file LOCAL/x|sync: HOST/file: not a directory but a file, or below one; 'ftp-client get' copies one (NOT_A_DIRECTORY)",
                "get HOST/missing LOCAL/x|get: HOST/missing: no such file on the server (NOT_FOUND)",
            })
    void aSentenceForEach(String words, String told) throws Exception {
        Files.createDirectory(root.resolve("dir"));
        Files.writeString(root.resolve("file"), "content");
        Files.createDirectory(local.resolve("dir"));
        try (FileTransferServer server =
                FileTransferServer.start(ServerConfig.builder(root).port(0).build())) {
            String host = "127.0.0.1:" + server.port();
            String[] arguments = here(words, host).split(" ");
            Ended client = CommandInProcess.run(Map.of(), arguments);
            assertEquals("ftp-client: " + here(told, host) + "\n", client.err());
        }
    }

    private String here(String text, String host) {
        return text.replace("HOST", host).replace("LOCAL/", local + "/");
    }
}
