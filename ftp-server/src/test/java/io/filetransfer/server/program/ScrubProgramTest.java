package io.filetransfer.server.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Upload;
import io.filetransfer.server.storage.local.LocalStorage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrubProgramTest {
    @TempDir
    Path root;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void damageIsNamedAndTold() throws Exception {
        put("fine", 0);
        assertEquals(ScrubProgram.OK, run());
        assertEquals("", text(out));
        assertTrue(text(err).startsWith("1 files, 0.0 MB read: 1 intact, 0 damaged"), text(err));
        put("a \"b\"", 1);
        assertEquals(ScrubProgram.DAMAGED, run("--quiet"));
        assertEquals("a \\\"b\\\"\n", text(out));
        assertEquals(ScrubProgram.DAMAGED, run("--json"));
        String[] lines = text(out).split("\n");
        assertEquals(
                "{\"name\":\"a \\\"b\\\"\",\"finding\":\"damaged\",\"reason\":\"The content on the disk is not what was"
                        + " stored: crc32c:00000000 in place of crc32c:00000001.\"}",
                lines[0]);
        assertEquals(
                "{\"summary\":true,\"files\":2,\"bytes\":0,\"intact\":1,\"damaged\":1,\"withoutDigest\":0,\"added\":0,"
                        + "\"changing\":0,\"failed\":0,\"orphansRemoved\":0}",
                lines[1]);
        assertEquals(ScrubProgram.OK, run("fine"));
        assertEquals(ScrubProgram.INCOMPLETE, run("none"));
        assertEquals("", text(out));
    }

    @Test
    void wrongCommandLinesAreRefused() {
        for (String wrong : List.of("--rate=0", "--rate=fast", "--no-such", "../up", ".filetransfer")) {
            assertEquals(ScrubProgram.USAGE, run(wrong), wrong);
            assertEquals("", text(out));
        }
        assertEquals(ScrubProgram.CANNOT_READ, run("--root=" + root.resolve("none")));
        assertEquals(ScrubProgram.OK, run("--help"));
        assertEquals(ScrubOptions.HELP, text(out));
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        List<String> all = Stream.concat(Stream.of("--root", root.toString()), Stream.of(arguments))
                .toList();
        if (List.of(arguments).stream().anyMatch(argument -> argument.startsWith("--root"))) {
            all = List.of(arguments);
        }
        return ScrubProgram.run(all, Map.of(), new PrintStream(out, true), new PrintStream(err, true), false);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    /** A file without content, with a digest that may be another's. */
    private void put(String name, int crc) throws Exception {
        try (LocalStorage storage = LocalStorage.open(root);
                Upload upload = storage.begin(Destination.of(SafePath.parse(name)), 0)) {
            upload.append(ByteBuffer.allocate(0));
            upload.commit(new Commit(Digest.crc32c(crc), null, null, Durability.RELAXED));
        }
    }
}
