package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTest {
    private static final Options ALL = Options.NONE
            .with(Option.KIND, Kind.FILE)
            .with(Option.SIZE, Long.MAX_VALUE)
            .with(Option.MODIFIED, Instant.EPOCH)
            .with(Option.MODE, 07777)
            .with(Option.VERSION, Version.of(new byte[Version.MAX_LENGTH]));

    @Test
    void theLongestEntryFits() {
        Entry entry = new Entry("x".repeat(Limits.NAME), ALL);
        byte[] written = write(entry);
        assertTrue(written.length <= Entry.MAX_LENGTH);
        ByteBuf in = Wire.buffer(written);
        assertEquals(entry, Entry.read(in));
        in.release();
    }

    @Test
    void whatIsNotYetWholeIsLeftAlone() {
        byte[] whole = write(new Entry("\u00fc", ALL));
        for (int length = 0; length < whole.length; length++) {
            ByteBuf in = Wire.buffer(Arrays.copyOf(whole, length));
            assertNull(Entry.read(in));
            assertEquals(length, in.readableBytes());
            in.release();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00 00", // no name
                "10 01", // a name too long, known before it came
                "ff ff",
                "00 01 61 3c 10", // options too long
                "00 01 61 ff ff",
                "00 01 00 00 00", // NUL
                "00 01 61 00 01 00", // an option that is cut off by the entry's end
                "00 01 61 00 04 00 63 00 01"
            })
    void whatIsNotAnEntry(String hex) {
        ByteBuf in = Wire.buffer(hex);
        assertThrows(ProtocolException.class, () -> Entry.read(in));
        in.release();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "\ud800"})
    void namesThatNoPeerWouldTakeAreNotWritten(String name) {
        assertThrows(IllegalArgumentException.class, () -> write(new Entry(name, Options.NONE)));
        assertThrows(IllegalArgumentException.class, () -> write(new Entry("x".repeat(4097), Options.NONE)));
    }

    /** Who reads entries has asked for them, or would get none. */
    @ParameterizedTest
    @CsvSource({"00 01 ff 00 00, \udcff", "00 05 61 2f c3 28 09 00 00, 'a/\udcc3(\t'"})
    void namesMayBeAnyBytes(String hex, String name) {
        ByteBuf in = Wire.buffer(hex);
        Entry entry = Entry.read(in);
        in.release();
        assertEquals(new Entry(name, Options.NONE), entry);
        ByteBuf out = Wire.buffer(write(entry));
        ByteBuf golden = Wire.buffer(hex);
        assertEquals(golden, out);
        golden.release();
        out.release();
    }

    private static byte[] write(Entry entry) {
        ByteBuf out = Wire.buffer("");
        try {
            entry.write(out);
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            return bytes;
        } finally {
            out.release();
        }
    }
}
