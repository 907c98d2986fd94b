package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A number with a meaning and a type of value, in requests, replies, errors and list entries. Number and layout are on
 * the wire and never change. An option whose number has the bit {@value #CRITICAL} must be understood by whoever receives
 * it; any other that is not known is skipped.
 *
 * <pre>
 * +---------+---------+--------------------+
 * | number  | length  | value ...          |
 * | u16     | u16     | length bytes       |
 * +---------+---------+--------------------+
 * </pre>
 *
 * @param <T> the type of the value
 */
public final class Option<T> {
    /** The bit that marks a number as critical. */
    public static final int CRITICAL = 0x8000;

    /** The most extents in {@link #HELD}: as many as a reply has room for. */
    public static final int MAX_HELD = 3000;

    /** The most ranges in {@link #RANGES}. */
    public static final int MAX_RANGES = 32;

    /** The most uploads in {@link #JOIN}. */
    public static final int MAX_JOINED = 100;
    /** The most bytes in {@link #LINKS}: a reply has room for them. */
    public static final int MAX_LINKS_BYTES = 48 << 10;

    /** First byte of the range that is asked for, or that follows. u64. */
    public static final Option<Long> OFFSET = size(1 | CRITICAL, "offset");
    /** Length of the range that is asked for, or that follows. u64. */
    public static final Option<Long> LENGTH = size(2 | CRITICAL, "length");
    /** Length of the whole file. u64. */
    public static final Option<Long> SIZE = size(3, "size");
    /** Time of the last change of the content: i64 seconds since 1970 UTC, u32 nanoseconds. */
    public static final Option<Instant> MODIFIED =
            new Option<>(4, "modified", 12, 12, OptionValues::writeInstant, OptionValues::readInstant);
    /** Permission bits, the low twelve of POSIX. u16. */
    public static final Option<Integer> MODE = new Option<>(
            5,
            "mode",
            2,
            2,
            ByteBuf::writeShort,
            in -> OptionValues.atMost(in.readUnsignedShort(), 07777, "Permission bits are the low twelve only."));
    /** Which upload a body belongs to. u64, u64. */
    public static final Option<UploadId> UPLOAD_ID = new Option<>(
            6 | CRITICAL,
            "upload-id",
            16,
            16,
            (out, id) -> out.writeLong(id.high()).writeLong(id.low()),
            in -> new UploadId(in.readLong(), in.readLong()));
    /** The algorithm that the end frame's digest is to have. u8. */
    public static final Option<DigestAlgorithm> DIGEST_ALGORITHM = new Option<>(
            7 | CRITICAL,
            "digest-algorithm",
            1,
            1,
            (out, algorithm) -> out.writeByte(algorithm.number()),
            in -> DigestAlgorithm.of(in.readUnsignedByte()));
    /** Digest of the whole file. u8 algorithm, then its bytes. */
    public static final Option<Digest> DIGEST = new Option<>(
            8, "digest", 1, 1 + DigestAlgorithm.MAX_LENGTH, (out, digest) -> digest.write(out), Digest::read);
    /** The version of the content. */
    public static final Option<Version> VERSION = version(9, "version");
    /** The request is refused unless this is the version. */
    public static final Option<Version> EXPECT_VERSION = version(10 | CRITICAL, "expect-version");
    /** The request is refused when the name is taken. Empty. */
    public static final Option<Boolean> EXPECT_ABSENT = flag(11 | CRITICAL, "expect-absent");
    /** Who asks: u8 scheme, then bytes that the scheme defines. */
    public static final Option<Credentials> CREDENTIALS = new Option<>(
            12 | CRITICAL,
            "credentials",
            1,
            1 + Credentials.MAX_LENGTH,
            (out, credentials) -> credentials.write(out),
            Credentials::read);
    /** What the acknowledged change survives. u8. */
    public static final Option<Durability> DURABILITY = new Option<>(
            13,
            "durability",
            1,
            1,
            (out, durability) -> out.writeByte(durability.number()),
            in -> Durability.of(in.readUnsignedByte()));
    /** The new name of a move. UTF-8. */
    public static final Option<String> TARGET = text(14 | CRITICAL, "target", Limits.NAME);
    /** What the name stands for. u8. */
    public static final Option<Kind> KIND = new Option<>(
            15, "kind", 1, 1, (out, kind) -> out.writeByte(kind.number()), in -> Kind.of(in.readUnsignedByte()));
    /** The body follows only after a go frame. Empty. */
    public static final Option<Boolean> ASK_FIRST = flag(16 | CRITICAL, "ask-first");
    /** With everything below it. Empty. */
    public static final Option<Boolean> RECURSIVE = flag(17 | CRITICAL, "recursive");
    /** Missing parent directories are made, and a directory that is there already is as good as a new one. Empty. */
    public static final Option<Boolean> PARENTS = flag(18 | CRITICAL, "parents");
    /** How long to wait before the next try, in milliseconds. u32. */
    public static final Option<Long> RETRY_AFTER =
            new Option<>(19, "retry-after", 4, 4, (out, ms) -> out.writeInt(ms.intValue()), ByteBuf::readUnsignedInt);
    /** Lowest and highest protocol version that are spoken. u8, u8. */
    public static final Option<VersionRange> PROTOCOL_VERSIONS = new Option<>(
            20,
            "protocol-versions",
            2,
            2,
            (out, range) -> out.writeByte(range.lowest()).writeByte(range.highest()),
            in -> new VersionRange(in.readUnsignedByte(), in.readUnsignedByte()));
    /** Program and version of who speaks, for logs. UTF-8. */
    public static final Option<String> AGENT = text(21, "agent", 255);
    /** Parts of an upload that are held and synced, sorted, apart from each other: u64 offset, u64 length, u32 CRC-32C. */
    public static final Option<List<Extent>> HELD = new Option<>(
            22, "held", 0, MAX_HELD * OptionValues.EXTENT_BYTES, OptionValues::writeHeld, OptionValues::readHeld);

    /** The content is read and compared with its stored digest. Empty. */
    public static final Option<Boolean> VERIFY = flag(23 | CRITICAL, "verify");
    /** Who asks takes {@link Frame.Progress} frames while the answer is not there. Empty. */
    public static final Option<Boolean> PROGRESS = flag(24, "progress");

    /** Who asks takes entries whose names hold control characters or are not UTF-8. Empty. */
    public static final Option<Boolean> ANY_NAMES = flag(25, "any-names");
    /** The name in place of the request's, if it is not UTF-8: bytes. {@link Request} alone deals with it. */
    static final Option<String> NAME_BYTES = bytes(26 | CRITICAL, "name-bytes");
    /** The same for {@link #TARGET}. */
    static final Option<String> TARGET_BYTES = bytes(27 | CRITICAL, "target-bytes");

    /** What the server makes of the permission bits of files: u16 bits that none gets, u16 bits that each gets. */
    public static final Option<ModeRule> MODE_RULE = new Option<>(
            28,
            "mode-rule",
            4,
            4,
            (out, rule) -> out.writeShort(rule.never()).writeShort(rule.always()),
            OptionValues::readModeRule);

    /** What must be true of the file; a u8 that says which conditions there are, then those. */
    public static final Option<Conditions> CONDITIONS = new Option<>(
            29 | CRITICAL,
            "conditions",
            2,
            Conditions.MAX_LENGTH,
            (out, conditions) -> conditions.write(out),
            Conditions::read);
    /** Ranges that are asked for, or that follow one after the other: u64 offset, u64 length; all ones for "the last". */
    public static final Option<List<ByteSpan>> RANGES = new Option<>(
            30 | CRITICAL,
            "ranges",
            OptionValues.SPAN_BYTES,
            MAX_RANGES * OptionValues.SPAN_BYTES,
            OptionValues::writeSpans,
            OptionValues::readSpans);

    /** Who stores, moves or copies asks whether the name is a new one, and is told so if it is. Empty. */
    public static final Option<Boolean> NEW_NAME = flag(31, "new-name");

    /** Who lists asks for a reply that describes the directory; a file is one without entries then. Empty. */
    public static final Option<Boolean> SELF = flag(32, "self");
    /** Where a directory goes or is in the way, whatever has the new name is removed first. Empty. */
    public static final Option<Boolean> REPLACE = flag(33 | CRITICAL, "replace");

    /** Who asks wants to know where the server's time went: empty. In an answer, u8 number and u64 nanoseconds of each kind. */
    public static final Option<TransferTimes> TIMES = new Option<>(
            35,
            "times",
            0,
            TransferTimes.MAX_KINDS * TransferTimes.KIND_BYTES,
            (out, times) -> times.write(out),
            TransferTimes::read);

    /** Content goes on where what the upload holds ends: u64 offset, perhaps a checksum of what comes. */
    public static final Option<Append> APPEND = new Option<>(
            34 | CRITICAL, "append", 8, Append.MAX_LENGTH, (out, append) -> append.write(out), Append::read);
    /** What whoever began an upload that is appended to is told again of it: UTF-8. Beside {@link #APPEND}, it begins one. */
    public static final Option<String> NOTE = text(36, "note", Limits.NOTE);
    /** The uploads whose content makes up a file, in order; none of an upload that is only for that. */
    public static final Option<List<HeldUpload>> JOIN =
            new Option<>(37 | CRITICAL, "join", 0, 0xFFFF, OptionValues::writeJoined, OptionValues::readJoined);

    /** The directory is to come as one file. u8 format, then the names of what is wanted of it: u16 length, bytes. */
    public static final Option<Archive> ARCHIVE = new Option<>(
            38 | CRITICAL, "archive", 1, 1 + Archive.MAX_NAMES, (out, archive) -> archive.write(out), Archive::read);
    /** Who lists asks what may be done in the directory, and is told so. u16, a bit for each right. */
    public static final Option<Rights> RIGHTS = new Option<>(
            39,
            "rights",
            2,
            2,
            (out, rights) -> out.writeShort(rights.bits()),
            in -> Rights.of(in.readUnsignedShort()));
    /** What must be true of files and locks. */
    public static final Option<StateConditions> STATES = new Option<>(
            48 | CRITICAL,
            "states",
            1,
            StateConditions.MAX_LENGTH,
            (out, states) -> states.write(out),
            StateConditions::read);
    /** The lock that is asked for. */
    public static final Option<LockWish> LOCK = new Option<>(
            49 | CRITICAL,
            "lock",
            LockWish.MIN_LENGTH,
            LockWish.MAX_LENGTH,
            (out, wish) -> wish.write(out),
            LockWish::read);
    /** The lock that is given up. UTF-8. */
    public static final Option<String> LOCK_TOKEN = text(50 | CRITICAL, "lock-token", StateConditions.MAX_TOKEN);
    /** Locks that are held. */
    public static final Option<List<LockState>> LOCKS =
            new Option<>(51, "locks", 0, LockState.MAX_LENGTH, LockState::write, LockState::read);
    /** What else is to be told of what is found. u8: bit 0 {@link #PROPERTIES}, bit 1 {@link #LOCKS}. */
    public static final Option<Also> ALSO =
            new Option<>(52, "also", 1, 1, (out, also) -> out.writeByte(also.bits()), in -> Also.of(in.readByte()));
    /** What clients keep with a file or directory. */
    public static final Option<Properties> PROPERTIES = new Option<>(
            53, "properties", 0, Properties.MAX_BYTES, (out, properties) -> properties.write(out), Properties::read);
    /** What becomes of that. */
    public static final Option<PropertyChanges> PROPERTY_CHANGES = new Option<>(
            54 | CRITICAL,
            "property-changes",
            0,
            Limits.REQUEST,
            (out, changes) -> changes.write(out),
            PropertyChanges::read);

    /** What is to be done about links. */
    public static final Option<LinkAction> LINK_ACTION = new Option<>(
            42 | CRITICAL,
            "link-action",
            LinkAction.FIXED_BYTES,
            LinkAction.FIXED_BYTES + LinkAction.MAX_TEXT,
            (out, action) -> action.write(out),
            LinkAction::read);
    /** Of a new link the path of its address, which opens it; of one that is shown what stands for its password. UTF-8. */
    public static final Option<String> LINK_SECRET = text(43, "link-secret", 255);
    /** What is told of links, one after the other. */
    public static final Option<List<LinkInfo>> LINKS =
            new Option<>(44, "links", 0, MAX_LINKS_BYTES, LinkInfo::writeAll, LinkInfo::readAll);

    private static final ByNumber<Option<?>> BY_NUMBER = ByNumber.of(
            List.of(
                    OFFSET,
                    LENGTH,
                    SIZE,
                    MODIFIED,
                    MODE,
                    UPLOAD_ID,
                    DIGEST_ALGORITHM,
                    DIGEST,
                    VERSION,
                    EXPECT_VERSION,
                    EXPECT_ABSENT,
                    CREDENTIALS,
                    DURABILITY,
                    TARGET,
                    KIND,
                    ASK_FIRST,
                    RECURSIVE,
                    PARENTS,
                    RETRY_AFTER,
                    PROTOCOL_VERSIONS,
                    AGENT,
                    HELD,
                    VERIFY,
                    PROGRESS,
                    ANY_NAMES,
                    NAME_BYTES,
                    TARGET_BYTES,
                    MODE_RULE,
                    CONDITIONS,
                    RANGES,
                    NEW_NAME,
                    SELF,
                    REPLACE,
                    TIMES,
                    APPEND,
                    NOTE,
                    JOIN,
                    ARCHIVE,
                    RIGHTS,
                    LINK_ACTION,
                    LINK_SECRET,
                    LINKS,
                    STATES,
                    LOCK,
                    LOCK_TOKEN,
                    LOCKS,
                    ALSO,
                    PROPERTIES,
                    PROPERTY_CHANGES),
            option -> option.number & ~CRITICAL);

    /** Protocol versions, both ends included. */
    public record VersionRange(int lowest, int highest) {}

    private final int number;
    private final String name;
    private final int minLength;
    private final int maxLength;
    private final BiConsumer<ByteBuf, T> writer;
    private final Function<ByteBuf, T> reader;

    private Option(
            int number,
            String name,
            int minLength,
            int maxLength,
            BiConsumer<ByteBuf, T> writer,
            Function<ByteBuf, T> reader) {
        this.number = number;
        this.name = name;
        this.minLength = minLength;
        this.maxLength = maxLength;
        this.writer = writer;
        this.reader = reader;
    }

    public int number() {
        return number;
    }

    /** Whether whoever receives it must understand it. */
    public boolean isCritical() {
        return (number & CRITICAL) != 0;
    }

    void write(ByteBuf out, Object value) {
        @SuppressWarnings("unchecked") // Options pairs each value with an option of its type
        T typed = (T) value;
        out.writeShort(number);
        int lengthAt = out.writerIndex();
        out.writeShort(0);
        writer.accept(out, typed);
        int length = out.writerIndex() - lengthAt - Short.BYTES;
        if (length < minLength || length > maxLength) {
            throw new IllegalArgumentException("Option " + name + " with " + length + " bytes");
        }
        out.setShort(lengthAt, length);
    }

    /** The value in the next {@code length} bytes of {@code in}, all of which are consumed. */
    T read(ByteBuf in, int length) {
        if (length < minLength || length > maxLength) {
            throw ProtocolException.badRequest("Option " + name + " has " + length + " bytes.");
        }
        return reader.apply(in.readSlice(length));
    }

    /** The option with this number, or null. */
    static Option<?> of(int number) {
        Option<?> option = BY_NUMBER.find(number & ~CRITICAL);
        return option != null && option.number == number ? option : null;
    }

    @Override
    public String toString() {
        return name;
    }

    private static Option<Long> size(int number, String name) {
        return new Option<>(number, name, 8, 8, ByteBuf::writeLong, in -> {
            long value = in.readLong();
            if (value < 0) {
                throw ProtocolException.badRequest("Option " + name + " is over 2^63 - 1.");
            }
            return value;
        });
    }

    private static Option<Boolean> flag(int number, String name) {
        return new Option<>(number, name, 0, 0, (out, value) -> {}, in -> Boolean.TRUE);
    }

    private static Option<Version> version(int number, String name) {
        return new Option<>(
                number, name, 1, Version.MAX_LENGTH, (out, version) -> out.writeBytes(version.bytes()), in -> {
                    byte[] bytes = new byte[in.readableBytes()];
                    in.readBytes(bytes);
                    return Version.of(bytes);
                });
    }

    private static Option<String> text(int number, String name, int maxLength) {
        return new Option<>(
                number,
                name,
                0,
                maxLength,
                (out, text) -> Text.write(out, text, name),
                in -> Text.read(in, in.readableBytes(), name));
    }

    private static Option<String> bytes(int number, String name) {
        return new Option<>(
                number,
                name,
                1,
                Limits.NAME,
                (out, value) -> Text.writeName(out, value, name),
                in -> Text.readName(in, in.readableBytes(), name));
    }
}
