package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every command on real files: what it does, its exit codes, and its JSON. */
class CommandsIT extends Served {
    private static String run(int exit, String... arguments) {
        Ended client = CommandInProcess.run(Map.of(), arguments);
        assertEquals(exit, client.exit(), () -> List.of(arguments) + ": " + client.out() + client.err());
        assertFalse(client.err().contains("\tat "), client::err);
        return client.out();
    }

    @Test
    void everyCommand() throws Exception {
        byte[] content = Trees.bytes(30, 500_000);
        Files.write(local.resolve("a file"), content);
        run(0, "mkdir", "-p", host + "/deep/er");
        assertTrue(Files.isDirectory(root.resolve("deep/er")));
        run(0, "put", local + "/a file", host + "/deep/");
        assertArrayEquals(content, Files.readAllBytes(root.resolve("deep/a file")));
        run(0, "get", host + "/deep/a file", local + "/copy");
        assertArrayEquals(content, Files.readAllBytes(local.resolve(local + "/copy")));
        assertTrue(run(0, "ls", host + "/deep").contains("a file"));
        assertTrue(run(0, "ls", "-lR", host).contains("500000"));
        assertTrue(run(0, "stat", host + "/deep/a file").contains("500000"));
        String sha = Trees.sha256(local.resolve("a file"));
        assertTrue(run(0, "digest", "-a", "sha256", host + "/deep/a file").contains(sha));
        run(0, "mv", host + "/deep/a file", host + "/moved");
        assertEquals(List.of("deep", "moved"), Trees.visible(root));
        Files.writeString(root.resolve("text"), "0123456789");
        assertEquals("345", run(0, "cat", "--range", "3-5", host + "/text"));
        run(0, "rm", "-r", host + "/deep", host + "/moved", host + "/text");
        assertEquals(List.of(), Trees.visible(root));
    }

    /** A program of a script's own reads them. */
    @Test
    void linesOfJson() throws Exception {
        Files.writeString(local.resolve("f\"1"), "one");
        Files.writeString(root.resolve("ünï\u0301"), "two");
        StringBuilder lines = new StringBuilder();
        lines.append(run(0, "--json", "put", local + "/f\"1", host + "/f\"1"));
        lines.append(run(0, "--json", "get", host + "/f\"1", local + "/got"));
        lines.append(run(0, "--json", "ls", host));
        lines.append(run(0, "--json", "stat", host + "/f\"1"));
        lines.append(run(0, "--json", "digest", host + "/f\"1"));
        lines.append(run(0, "--json", "mkdir", host + "/d"));
        lines.append(run(0, "--json", "mv", host + "/f\"1", host + "/g"));
        lines.append(run(3, "--json", "stat", host + "/missing"));
        lines.append(run(0, "--json", "rm", host + "/g"));
        Path json = Files.writeString(local.resolve("lines"), lines);
        try (Launched python = Launched.run(
                "python3",
                "-c",
                "import json,sys\n"
                        + "rows = [json.loads(line) for line in open(sys.argv[1])]\n"
                        + "print([(r['command'], r['ok'], r.get('code')) for r in rows])",
                json.toString())) {
            assertEquals(
                    "[('put', True, None), ('get', True, None), ('ls', True, None), ('ls', True, None), "
                            + "('stat', True, None), ('digest', True, None), ('mkdir', True, None), "
                            + "('mv', True, None), ('stat', False, 'NOT_FOUND'), ('rm', True, None)]\n",
                    python.out(),
                    () -> python.err() + lines);
        }
    }

    @Test
    void exitCodes() throws Exception {
        Files.writeString(local.resolve("file"), "content");
        Files.writeString(root.resolve("there"), "old");
        Files.createDirectory(root.resolve("dir"));
        run(2, "gett", host + "/x");
        run(2, "get");
        run(3, "get", host + "/missing", local + "/x");
        run(4, "put", "--if-absent", local + "/file", host + "/there");
        run(4, "get", host + "/dir", local + "/x");
        run(4, "get", host + "/../x", local + "/x");
        run(7, "put", local + "/missing", host + "/x");
        run(7, "get", host + "/there", local + "/missing/x");
        run(8, "get", host + "/there", host + "/missing", local.toString());
        assertEquals("old", Files.readString(local.resolve("there")));
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        run(5, "get", "127.0.0.1:" + closed + "/x", local + "/x");
        run(0, "put", local + "/file", host + "/rotten");
        Path rotten = root.resolve("rotten");
        FileTime modified = Files.getLastModifiedTime(rotten);
        Files.writeString(rotten, "cOntent");
        Files.setLastModifiedTime(rotten, modified);
        run(6, "get", host + "/rotten", local + "/x");
        assertEquals(List.of("file", "there"), Trees.names(local));
        assertEquals("old", Files.readString(root.resolve("there")));
    }
}
