package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Text on the wire: strict UTF-8 without NUL, refused before anything else sees it. And names, which may be more than text. */
public final class Text {
    private Text() {}

    /**
     * Appends {@code text}, which must be text that {@link #read} takes: no NUL, and no half of a surrogate pair, which
     * would silently become another character.
     */
    static void write(ByteBuf out, String text, String what) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            if (text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("The " + what + " has a NUL character");
            }
            out.writeBytes(bytes);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("The " + what + " has half of a surrogate pair", e);
        }
    }

    /** Decodes and consumes the next {@code length} bytes of {@code in}; {@code what} names the text in a refusal. */
    public static String read(ByteBuf in, int length, String what) {
        ByteBuffer bytes = in.readSlice(length).nioBuffer();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw ProtocolException.badRequest("The " + what + " has a NUL character.");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw ProtocolException.badRequest("The " + what + " is not UTF-8.");
        }
    }

    /** Appends a name, which may be more than text: any bytes but NUL. */
    static void writeName(ByteBuf out, String name, String what) {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The " + what + " has a NUL character");
        }
        out.writeBytes(NameText.bytes(name));
    }

    /** Decodes and consumes the next {@code length} bytes of {@code in}. */
    static String readName(ByteBuf in, int length, String what) {
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        String name = NameText.of(bytes);
        if (name.indexOf('\0') >= 0) {
            throw ProtocolException.badRequest("The " + what + " has a NUL character.");
        }
        return name;
    }
}
