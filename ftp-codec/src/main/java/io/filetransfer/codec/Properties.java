package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What clients keep with a file or directory, by name: the server hands it on and does not look at it. WebDAV's dead
 * properties have names as <code>{namespace}local</code>, and values that are whole elements of XML. Immutable.
 *
 * <pre>
 * for each:
 * +---------------+---------------+---------------+----------------+
 * | name length   | name, UTF-8   | value length  | value, UTF-8   |
 * | u16           |               | u16           |                |
 * +---------------+---------------+---------------+----------------+
 * </pre>
 */
public record Properties(Map<String, String> values) {
    public static final Properties NONE = new Properties(Map.of());

    /** All of a file or directory together, as they lie on the wire, in bytes. */
    public static final int MAX_BYTES = 8 << 10;

    public Properties {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public boolean areNone() {
        return values.isEmpty();
    }

    /**
     * These after the changes.
     *
     * @throws ProtocolException INSUFFICIENT_STORAGE if they are more than is kept
     */
    public Properties after(PropertyChanges changes) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        for (PropertyChanges.Change change : changes.list()) {
            if (change.value() == null) {
                changed.remove(change.name());
            } else {
                changed.put(change.name(), change.value());
            }
        }
        long bytes = changed.entrySet().stream()
                .mapToLong(each -> 4L + bytes(each.getKey()) + bytes(each.getValue()))
                .sum();
        if (bytes > MAX_BYTES) {
            throw new ProtocolException(
                    ErrorCode.INSUFFICIENT_STORAGE,
                    "The properties of a file have at most " + MAX_BYTES + " bytes together.");
        }
        return new Properties(changed);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** As they lie on the wire, and where they are kept. */
    public byte[] bytes() {
        ByteBuf out = Unpooled.buffer();
        write(out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** @throws ProtocolException it is not what {@link #bytes()} gave */
    public static Properties of(byte[] bytes) {
        return read(Unpooled.wrappedBuffer(bytes));
    }

    void write(ByteBuf out) {
        values.forEach((name, value) -> {
            OptionValues.writeText(out, name, "name of a property");
            OptionValues.writeText(out, value, "value of a property");
        });
    }

    /** Reads the whole of {@code in}. */
    static Properties read(ByteBuf in) {
        Map<String, String> values = new LinkedHashMap<>();
        while (in.isReadable()) {
            String name = Text.read(in, OptionValues.length(in, Short.BYTES), "name of a property");
            String value = Text.read(in, OptionValues.length(in, Short.BYTES), "value of a property");
            if (values.put(name, value) != null) {
                throw ProtocolException.badRequest("A property is there twice.");
            }
        }
        return new Properties(values);
    }
}
