package io.filetransfer.server.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Zips are read again by the JDK, which reads the directory at their end. */
@Timeout(60)
class ZipWriterTest {
    private static final Instant TIME = Instant.parse("2026-11-28T03:52:11Z");

    @TempDir
    Path directory;

    /** What is taken and not given back. */
    private long taken;

    private final ArchiveWriter.Room room = new ArchiveWriter.Room() {
        @Override
        public boolean take(int bytes) {
            taken += bytes;
            return true;
        }

        @Override
        public void give(int bytes) {
            taken -= bytes;
        }
    };

    private static ArchiveEntry file(String name, long size) {
        return new ArchiveEntry(name, false, size, TIME, 0640);
    }

    private static int crc(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return (int) crc.getValue();
    }

    private static void add(ByteArrayOutputStream out, ArchiveWriter writer, String name, byte[] content)
            throws Exception {
        out.writeBytes(writer.begin(file(name, content.length)));
        out.writeBytes(content);
        out.writeBytes(writer.end(crc(content)));
    }

    private static void finish(ByteArrayOutputStream out, ArchiveWriter writer) {
        for (byte[] next = writer.next(); next != null; next = writer.next()) {
            out.writeBytes(next);
        }
        writer.close();
    }

    private ZipFile opened(ByteArrayOutputStream zip) throws IOException {
        return new ZipFile(
                Files.write(directory.resolve("a.zip"), zip.toByteArray()).toFile());
    }

    @Test
    void anyFilesComeBackAsTheyWere() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 20; round++) {
            Map<String, byte[]> files = new LinkedHashMap<>();
            for (int i = random.nextInt(50); i >= 0; i--) {
                byte[] content = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(2000)];
                random.nextBytes(content);
                files.put(i + name(random), content);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ArchiveWriter writer = new ZipWriter(room);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                add(out, writer, file.getKey(), file.getValue());
            }
            finish(out, writer);
            assertEquals(0, taken);
            try (ZipFile zip = opened(out)) {
                assertEquals(files.size(), zip.size());
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    ZipEntry entry = zip.getEntry(file.getKey());
                    assertArrayEquals(file.getValue(), zip.getInputStream(entry).readAllBytes());
                    assertEquals(TIME, entry.getLastModifiedTime().toInstant());
                }
            }
        }
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(60); i >= 0; i--) {
            name.appendCodePoint(" /'\n\u00fc\u4e2dabc".codePointAt(random.nextInt(9)));
        }
        return name.append(new String(Character.toChars(0x1f600))).toString();
    }

    @Test
    void directoriesAndNothingAtAll() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArchiveWriter writer = new ZipWriter(room);
        out.writeBytes(writer.begin(new ArchiveEntry("d", true, 0, Instant.EPOCH, 0755)));
        out.writeBytes(writer.end(0));
        finish(out, writer);
        try (ZipFile zip = opened(out)) {
            assertTrue(zip.getEntry("d/").isDirectory());
        }
        ByteArrayOutputStream empty = new ByteArrayOutputStream();
        finish(empty, new ZipWriter(room));
        try (ZipFile zip = opened(empty)) {
            assertEquals(0, zip.size());
        }
    }

    @Test
    void moreFilesThanTwoBytesCount() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArchiveWriter writer = new ZipWriter(room);
        for (int i = 0; i < 70_000; i++) {
            add(out, writer, "f" + i, new byte[0]);
        }
        finish(out, writer);
        try (ZipFile zip = opened(out)) {
            assertEquals(70_000, zip.size());
            assertEquals(0, zip.getEntry("f69999").getSize());
        }
    }

    @Test
    void longerThanFourBytesCount() throws Exception {
        long large = 5L << 30;
        byte[] small = "behind it".getBytes(StandardCharsets.UTF_8);
        Path file = directory.resolve("large.zip");
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            ArchiveWriter writer = new ZipWriter(room);
            out.write(writer.begin(file("large", large)));
            out.seek(out.getFilePointer() + large);
            out.write(writer.end(1));
            out.write(writer.begin(file("small", small.length)));
            out.write(small);
            out.write(writer.end(crc(small)));
            for (byte[] next = writer.next(); next != null; next = writer.next()) {
                out.write(next);
            }
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertEquals(large, zip.getEntry("large").getSize());
            assertArrayEquals(small, zip.getInputStream(zip.getEntry("small")).readAllBytes());
        }
    }

    @Test
    void namesStayWithinTheDirectoryTheyAreUnpackedTo() {
        assertEquals(".._.._evil", ZipWriter.safe("..\\..\\evil"));
        assertEquals("C_evil", ZipWriter.safe("C:evil"));
        assertEquals("d/12:30", ZipWriter.safe("d/12:30"));
    }

    @Test
    void whatIsRememberedHasABound() {
        ArchiveWriter writer = new ZipWriter(room);
        String name = "n".repeat(4000);
        assertThrows(ArchiveWriter.NoRoomException.class, () -> {
            for (int i = 0; ; i++) {
                writer.begin(file(i + name, 0));
                writer.end(0);
            }
        });
        assertTrue(taken <= ZipWriter.MAX_DIRECTORY);
        writer.close();
        assertEquals(0, taken);
    }
}
