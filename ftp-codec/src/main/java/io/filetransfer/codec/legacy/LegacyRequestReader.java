package io.filetransfer.codec.legacy;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Text;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the one request of a connection: the count of clients, which is ignored, then {@code name:choice}. */
final class LegacyRequestReader {
    private static final int MAX_REQUEST = Limits.NAME + 64;

    private boolean countSeen;
    private Choice choice;

    /** What is asked for, as far as it was read; null before, and for no choice of this dialect. */
    Choice choice() {
        return choice;
    }

    /**
     * The request, or null if it is not all there yet.
     *
     * @throws ProtocolException it is none of this dialect
     */
    Request read(ByteBuf in) {
        int digits = leadingDigits(in);
        if (!countSeen && digits == in.readableBytes() && digits <= 9) {
            countSeen = true; // the count alone
            in.skipBytes(digits);
            return null;
        }
        int colon = in.bytesBefore((byte) ':');
        if (colon < 0 || colon > MAX_REQUEST) {
            if (in.readableBytes() > MAX_REQUEST) {
                throw new ProtocolException(ErrorCode.BAD_REQUEST, "The first frame is too long.");
            }
            return null;
        }
        int choiceAt = in.readerIndex() + colon + 1;
        boolean blanks = choiceAt < in.writerIndex() && in.getByte(choiceAt) == ' ';
        if (blanks) {
            choiceAt++;
        }
        if (in.writerIndex() - choiceAt < 3) {
            checkChoicePrefix(in, choiceAt);
            return null;
        }
        choice = checkChoicePrefix(in, choiceAt);
        List<String> names = readNames(in, colon, digits, blanks);
        in.readerIndex(choiceAt + 3);
        return request(names, in);
    }

    /** The stream ended before the request did. */
    ProtocolException ended(ByteBuf in) {
        boolean named = in.bytesBefore((byte) ':') >= 0;
        return named
                ? noChoice()
                : new ProtocolException(ErrorCode.BAD_REQUEST, "The stream ended inside the first frame.");
    }

    private Request request(List<String> names, ByteBuf in) {
        if (choice == Choice.GET && !isBlank(in)) {
            choice = null; // not a choice of this dialect, so not answered in its terms
            throw noChoice();
        }
        if (choice == Choice.PUT && !NameText.isPlain(names.get(0))) {
            throw new ProtocolException(ErrorCode.BAD_NAME, "The name has a character that names may not have.");
        }
        List<String> others = choice == Choice.GET ? names.subList(1, names.size()) : List.of();
        Options options = Options.NONE
                .with(Option.DIGEST_ALGORITHM, DigestAlgorithm.NONE)
                .withFlag(Option.ASK_FIRST, choice == Choice.PUT);
        return new Request(names.get(0), choice, options, others);
    }

    private static ProtocolException noChoice() {
        return new ProtocolException(ErrorCode.UNSUPPORTED, "The choice is GET or PUT.");
    }

    /** The choice that begins at {@code at}; null while its letters so far can become one. */
    private static Choice checkChoicePrefix(ByteBuf in, int at) {
        int count = Math.min(3, in.writerIndex() - at);
        String letters = in.toString(at, count, StandardCharsets.ISO_8859_1);
        if (letters.regionMatches(true, 0, "GET", 0, count)) {
            return count == 3 ? Choice.GET : null;
        }
        if (letters.regionMatches(true, 0, "PUT", 0, count)) {
            return count == 3 ? Choice.PUT : null;
        }
        throw noChoice();
    }

    /**
     * The readings of the bytes before the colon. The count of clients may be glued to the name; the original server takes
     * one digit for it, so that is the first reading. A longer count, or none, are the others.
     */
    private List<String> readNames(ByteBuf in, int colon, int digits, boolean blanks) {
        int length = blanks && colon > 0 && in.getByte(in.readerIndex() + colon - 1) == ' ' ? colon - 1 : colon;
        String text = Text.read(in.duplicate(), length, "name");
        List<String> names = new ArrayList<>(3);
        if (!countSeen && digits > 0) {
            names.add(text.substring(1));
            if (digits > 1) {
                names.add(text.substring(digits));
            }
        }
        names.add(text);
        if (names.get(0).isBlank()) {
            throw new ProtocolException(ErrorCode.BAD_REQUEST, "The first frame names no file.");
        }
        return names.stream().filter(name -> !name.isBlank()).toList();
    }

    private static int leadingDigits(ByteBuf in) {
        int digits = 0;
        while (digits < in.readableBytes() && isDigit(in.getByte(in.readerIndex() + digits))) {
            digits++;
        }
        return digits;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isBlank(ByteBuf in) {
        return in.toString(StandardCharsets.ISO_8859_1).isBlank();
    }
}
