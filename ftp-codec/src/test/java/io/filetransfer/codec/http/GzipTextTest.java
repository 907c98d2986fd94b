package io.filetransfer.codec.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.filetransfer.codec.body.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class GzipTextTest {
    private final MemoryBudget memory = new MemoryBudget(1 << 20);

    @Test
    void whatGoesInComesOut() throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (GzipText text = GzipText.forWhoTakesIt("gzip", memory)) {
            for (int i = 0; i < 2000; i++) {
                take(text.add("entry " + i + "\n"), all);
            }
            take(text.end(), all);
        }
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            expected.append("entry ").append(i).append('\n');
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(all.toByteArray()))) {
            assertEquals(expected.toString(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static void take(ByteBuf bytes, ByteArrayOutputStream all) throws Exception {
        try (ByteBufInputStream in = new ByteBufInputStream(bytes, true)) {
            in.transferTo(all);
        }
    }

    /** An answer that is cut off closes it before its end. */
    @Test
    void itsMemoryIsCountedUntilItIsClosed() {
        GzipText text = GzipText.forWhoTakesIt("gzip", memory);
        assertNotEquals(0, memory.taken());
        text.add("some").release();
        text.close();
        text.close();
        assertEquals(0, memory.taken());
    }

    @Test
    void thereIsNoneWhileThereIsNoMemory() {
        memory.take(1 << 20);
        assertNull(GzipText.forWhoTakesIt("gzip", memory));
    }
}
