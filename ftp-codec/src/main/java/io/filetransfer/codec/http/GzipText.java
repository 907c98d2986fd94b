package io.filetransfer.codec.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** A text that is compressed while it is made; what of it is ready is sent. */
final class GzipText {
    private final ByteArrayOutputStream ready = new ByteArrayOutputStream();
    private final OutputStream deflating;

    private GzipText() {
        try {
            deflating = new GZIPOutputStream(ready, 4096);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has no such failure
        }
    }

    /** @return null if the client does not take it */
    static GzipText forWhoTakesIt(String acceptEncoding) {
        return takes(acceptEncoding) ? new GzipText() : null;
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
            deflating.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return take();
    }

    private ByteBuf take() {
        ByteBuf taken = Unpooled.wrappedBuffer(ready.toByteArray());
        ready.reset();
        return taken;
    }
}
