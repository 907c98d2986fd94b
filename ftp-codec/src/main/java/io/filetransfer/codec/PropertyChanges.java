package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of {@link Properties}, one after the other, and all or nothing.
 *
 * <pre>
 * for each:
 * +------------------+---------------+---------------+------------------------------+
 * | 0 set, 1 remove  | name length   | name, UTF-8   | only to set: value length    |
 * | u8               | u16           |               | u16, value, UTF-8            |
 * +------------------+---------------+---------------+------------------------------+
 * </pre>
 */
public record PropertyChanges(List<Change> list) {
    public static final PropertyChanges NONE = new PropertyChanges(List.of());

    /** @param value null to remove it; of one that is not there is no failure */
    public record Change(String name, String value) {}

    public PropertyChanges {
        list = List.copyOf(list);
    }

    void write(ByteBuf out) {
        for (Change change : list) {
            out.writeByte(change.value == null ? 1 : 0);
            OptionValues.writeText(out, change.name, "name of a property");
            if (change.value != null) {
                OptionValues.writeText(out, change.value, "value of a property");
            }
        }
    }

    /** Reads the whole of {@code in}. */
    static PropertyChanges read(ByteBuf in) {
        List<Change> list = new ArrayList<>();
        while (in.isReadable()) {
            int kind = OptionValues.number(in, 1);
            if (kind > 1) {
                throw ProtocolException.badRequest("A change of a property that is not known.");
            }
            String name = Text.read(in, OptionValues.length(in, Short.BYTES), "name of a property");
            String value =
                    kind == 1 ? null : Text.read(in, OptionValues.length(in, Short.BYTES), "value of a property");
            list.add(new Change(name, value));
        }
        return new PropertyChanges(list);
    }
}
