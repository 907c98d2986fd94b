package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How values of options that are more than a number or a text lie on the wire. */
final class OptionValues {
    static final int EXTENT_BYTES = 20;
    static final int SPAN_BYTES = 16;
    private static final int JOINED_HEAD_BYTES = 18;

    private OptionValues() {}

    static void writeInstant(ByteBuf out, Instant instant) {
        out.writeLong(instant.getEpochSecond()).writeInt(instant.getNano());
    }

    static Instant readInstant(ByteBuf in) {
        long seconds = in.readLong();
        long nanos = in.readUnsignedInt();
        if (nanos > 999_999_999) {
            throw ProtocolException.badRequest("A time has 0 to 999999999 nanoseconds.");
        }
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException e) {
            throw ProtocolException.badRequest("A time is too far away.");
        }
    }

    static ModeRule readModeRule(ByteBuf in) {
        int never = in.readUnsignedShort();
        int always = in.readUnsignedShort();
        try {
            return new ModeRule(never, always);
        } catch (IllegalArgumentException e) {
            throw ProtocolException.badRequest("A rule for permission bits is of the low twelve, each of them once.");
        }
    }

    static void writeHeld(ByteBuf out, List<Extent> extents) {
        for (Extent extent : extents) {
            out.writeLong(extent.offset()).writeLong(extent.length()).writeInt(extent.crc32c());
        }
    }

    static void writeJoined(ByteBuf out, List<HeldUpload> uploads) {
        for (HeldUpload upload : uploads) {
            byte[] name = NameText.bytes(upload.name());
            out.writeLong(upload.id().high()).writeLong(upload.id().low());
            out.writeShort(name.length).writeBytes(name);
        }
    }

    static List<HeldUpload> readJoined(ByteBuf in) {
        List<HeldUpload> uploads = new ArrayList<>();
        while (in.isReadable()) {
            if (uploads.size() == Option.MAX_JOINED) {
                throw ProtocolException.badRequest("At most " + Option.MAX_JOINED + " uploads are joined.");
            }
            if (in.readableBytes() < JOINED_HEAD_BYTES) {
                throw ProtocolException.badRequest("An upload to join is cut off.");
            }
            UploadId id = new UploadId(in.readLong(), in.readLong());
            int length = in.readUnsignedShort();
            if (length == 0 || length > Limits.NAME || length > in.readableBytes()) {
                throw ProtocolException.badRequest("The name of an upload to join is not as long as it says.");
            }
            uploads.add(new HeldUpload(id, Text.readName(in, length, "join")));
        }
        return Collections.unmodifiableList(uploads);
    }

    static List<Extent> readHeld(ByteBuf in) {
        if (in.readableBytes() % EXTENT_BYTES != 0) {
            throw ProtocolException.badRequest("Option held is not a whole number of ranges.");
        }
        List<Extent> extents = new ArrayList<>(in.readableBytes() / EXTENT_BYTES);
        while (in.isReadable()) {
            long offset = in.readLong();
            long length = in.readLong();
            if (offset < 0 || length < 0 || offset + length < 0) {
                throw ProtocolException.badRequest("A held range reaches over 2^63 - 1.");
            }
            extents.add(new Extent(offset, length, in.readInt()));
        }
        return Collections.unmodifiableList(extents);
    }

    static void writeSpans(ByteBuf out, List<ByteSpan> spans) {
        for (ByteSpan span : spans) {
            out.writeLong(span.first()).writeLong(span.length());
        }
    }

    static List<ByteSpan> readSpans(ByteBuf in) {
        if (in.readableBytes() % SPAN_BYTES != 0) {
            throw ProtocolException.badRequest("Option ranges is not a whole number of ranges.");
        }
        List<ByteSpan> spans = new ArrayList<>(in.readableBytes() / SPAN_BYTES);
        while (in.isReadable()) {
            long first = in.readLong();
            long length = in.readLong();
            if (first < ByteSpan.FROM_END || length < 0) {
                throw ProtocolException.badRequest("A range reaches over 2^63 - 1.");
            }
            spans.add(new ByteSpan(first, length));
        }
        return Collections.unmodifiableList(spans);
    }

    static int atMost(int value, int max, String sentence) {
        if (value > max) {
            throw ProtocolException.badRequest(sentence);
        }
        return value;
    }

    /** An unsigned number of so many bytes. */
    static int number(ByteBuf in, int bytes) {
        if (in.readableBytes() < bytes) {
            throw ProtocolException.badRequest("An option is cut off.");
        }
        return bytes == 1 ? in.readUnsignedByte() : in.readUnsignedShort();
    }

    /** The same, of what follows it; that is there. */
    static int length(ByteBuf in, int bytes) {
        int length = number(in, bytes);
        if (length > in.readableBytes()) {
            throw ProtocolException.badRequest("A text is longer than its option.");
        }
        return length;
    }

    /** A text with its length before it, u16. */
    static void writeText(ByteBuf out, String text, String what) {
        int lengthAt = out.writerIndex();
        out.writeShort(0);
        Text.write(out, text, what);
        int length = out.writerIndex() - lengthAt - Short.BYTES;
        if (length > 0xffff) {
            throw new IllegalArgumentException("The " + what + " has " + length + " bytes");
        }
        out.setShort(lengthAt, length);
    }
}
