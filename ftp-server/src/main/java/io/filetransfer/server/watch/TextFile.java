package io.filetransfer.server.watch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A text that an operator names: in a file or a pipe, of bounded length, in UTF-8. */
public final class TextFile {
    private static final int KIND = 0170000;
    private static final int FILE = 0100000;
    private static final int PIPE = 0010000;

    private TextFile() {}

    /**
     * Reads no more than one byte beyond what may be there: a length is not known before, or not true.
     *
     * @param what the text is, for the sentence
     * @param most bytes
     * @throws NoSuchFileException if there is none
     * @throws IOException with a sentence for the operator
     */
    public static String read(Path path, String what, int most) throws IOException {
        try {
            int kind = (int) Files.getAttribute(path, "unix:mode") & KIND;
            if (kind != FILE && kind != PIPE) { // a device may have no end
                throw new IOException(path + " is neither a file nor a pipe");
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(path)) {
                bytes = in.readNBytes(most + 1);
            }
            if (bytes.length > most) {
                throw new IOException(path + " is too large for " + what);
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (AccessDeniedException e) {
            throw new IOException(path + " may not be read", e);
        } catch (CharacterCodingException e) {
            throw new IOException(path + " is not UTF-8", e);
        }
    }
}
