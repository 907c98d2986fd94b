package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A set of options with their values, each at most once. Immutable.
 *
 * <p>On the wire they follow each other until the end of the frame or entry that holds them. Reading skips options that
 * are not known; a critical one among them is kept as {@link #unknownCritical()}, for the request to be refused with its
 * number.
 */
public final class Options {
    public static final Options NONE = new Options(new Object[0], 0);

    /** Option, value, option, value: a handful at most, so a scan is faster than a map. */
    private final Object[] pairs;

    private final int unknownCritical;

    private Options(Object[] pairs, int unknownCritical) {
        this.pairs = pairs;
        this.unknownCritical = unknownCritical;
    }

    /** These options and one more, or one with another value. */
    public <T> Options with(Option<T> option, T value) {
        Objects.requireNonNull(value, option.toString());
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i] == option) {
                Object[] changed = pairs.clone();
                changed[i + 1] = value;
                return new Options(changed, unknownCritical);
            }
        }
        return withPair(option, value);
    }

    /** As {@link #with(Option, Object)}, but a null value changes nothing. */
    public <T> Options withPresent(Option<T> option, T value) {
        return value == null ? this : with(option, value);
    }

    /** As {@link #with(Option, Object)} for an option without a value, when {@code set}. */
    public Options withFlag(Option<Boolean> option, boolean set) {
        return set ? with(option, Boolean.TRUE) : this;
    }

    /** These options but one. */
    public Options without(Option<?> option) {
        Options rest = new Options(NONE.pairs, unknownCritical);
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i] != option) {
                rest = rest.withPair(pairs[i], pairs[i + 1]);
            }
        }
        return rest;
    }

    private Options withPair(Object option, Object value) {
        Object[] longer = Arrays.copyOf(pairs, pairs.length + 2);
        longer[pairs.length] = option;
        longer[pairs.length + 1] = value;
        return new Options(longer, unknownCritical);
    }

    public <T> Optional<T> find(Option<T> option) {
        return Optional.ofNullable(get(option, null));
    }

    public <T> T get(Option<T> option, T otherwise) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i] == option) {
                @SuppressWarnings("unchecked") // with() and read() pair each value with an option of its type
                T value = (T) pairs[i + 1];
                return value;
            }
        }
        return otherwise;
    }

    public boolean has(Option<?> option) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i] == option) {
                return true;
            }
        }
        return false;
    }

    /** Those that are there, in their order. */
    public List<Option<?>> present() {
        List<Option<?>> present = new ArrayList<>(pairs.length / 2);
        for (int i = 0; i < pairs.length; i += 2) {
            present.add((Option<?>) pairs[i]);
        }
        return present;
    }

    /** The number of a critical option that was read and is not known here, or 0. */
    public int unknownCritical() {
        return unknownCritical;
    }

    void write(ByteBuf out) {
        for (int i = 0; i < pairs.length; i += 2) {
            ((Option<?>) pairs[i]).write(out, pairs[i + 1]);
        }
    }

    /** As they travel, to be kept. */
    public byte[] toBytes() {
        ByteBuf out = Unpooled.buffer();
        write(out);
        return ByteBufUtil.getBytes(out);
    }

    /**
     * Those that {@link #toBytes} has made; what a newer version has kept besides is left out.
     *
     * @throws ProtocolException they are none
     */
    public static Options of(byte[] kept) {
        return read(Unpooled.wrappedBuffer(kept));
    }

    /** Reads to the end of {@code in}. */
    static Options read(ByteBuf in) {
        Options options = NONE;
        while (in.isReadable()) {
            if (in.readableBytes() < 4) {
                throw ProtocolException.badRequest("An option is cut off.");
            }
            int number = in.readUnsignedShort();
            int length = in.readUnsignedShort();
            if (length > in.readableBytes()) {
                throw ProtocolException.badRequest("Option " + number + " is longer than its frame.");
            }
            options = options.readOne(number, length, in);
        }
        return options;
    }

    private Options readOne(int number, int length, ByteBuf in) {
        Option<?> option = Option.of(number);
        if (option == null) {
            in.skipBytes(length);
            boolean critical = (number & Option.CRITICAL) != 0 && unknownCritical == 0;
            return critical ? new Options(pairs, number) : this;
        }
        if (has(option)) {
            throw ProtocolException.badRequest("Option " + option + " is there twice.");
        }
        return withRead(option, length, in);
    }

    private <T> Options withRead(Option<T> option, int length, ByteBuf in) {
        return with(option, option.read(in, length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Options options
                && unknownCritical == options.unknownCritical
                && Arrays.equals(pairs, options.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < pairs.length; i += 2) {
            text.append(i == 0 ? "" : ", ").append(pairs[i]).append('=').append(pairs[i + 1]);
        }
        return text.append('}').toString();
    }
}
