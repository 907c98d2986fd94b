package io.filetransfer.codec.http;

import io.filetransfer.codec.body.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A text that is compressed while it is made; what of it is ready is sent. Quickly rather than well: it is done on an event
 * loop. To be closed, or its memory outside of the heap waits for the garbage collector.
 */
final class GzipText implements Closeable {
    /** What zlib takes at its usual window and memory level, in bytes (zconf.h). */
    private static final int COST = 256 << 10;

    private final MemoryBudget memory;
    private final ByteArrayOutputStream ready = new ByteArrayOutputStream();
    private final Quick deflating;
    private boolean open = true;

    private static final class Quick extends GZIPOutputStream {
        Quick(OutputStream out) throws IOException {
            super(out, 4096);
            def.setLevel(Deflater.BEST_SPEED);
        }

        void letGo() {
            def.end();
        }
    }

    private GzipText(MemoryBudget memory) {
        this.memory = memory;
        try {
            deflating = new Quick(ready);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has no such failure
        }
        memory.take(COST);
    }

    /** @return null if the client does not take it, or while there is too little memory for it */
    static GzipText forWhoTakesIt(String acceptEncoding, MemoryBudget memory) {
        return takes(acceptEncoding) && memory.share(COST) == COST ? new GzipText(memory) : null;
    }

    static boolean takes(String acceptEncoding) {
        for (String coding : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = coding.strip().split(";", -1);
            boolean never = parts.length > 1 && parts[1].strip().matches("q=0(\\.0*)?");
            if (parts[0].strip().equals("gzip") && !never) {
                return true;
            }
        }
        return false;
    }

    /** @return what is ready now; the caller's */
    ByteBuf add(CharSequence text) {
        try {
            deflating.write(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return take();
    }

    /** @return the rest; the caller's */
    ByteBuf end() {
        try {
            deflating.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return take();
    }

    /** Also before its end. */
    @Override
    public void close() {
        if (open) {
            open = false;
            deflating.letGo();
            memory.give(COST);
        }
    }

    private ByteBuf take() {
        ByteBuf taken = Unpooled.wrappedBuffer(ready.toByteArray());
        ready.reset();
        return taken;
    }
}
