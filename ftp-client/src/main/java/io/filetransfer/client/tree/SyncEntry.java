package io.filetransfer.client.tree;

import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.ModeRule;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Version;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;

/**
 * An entry of one of the two trees of a sync.
 *
 * @param path below the tree's root
 * @param kept whether it is only there to be left alone: the filter leaves it out, or it cannot be read or transferred
 * @param modified null if it is not known
 * @param mode nine permission bits, or -1
 * @param version on the server; null for anything else
 */
record SyncEntry(String path, Kind kind, boolean kept, long size, Instant modified, int mode, Version version) {
    /** Each directory right before what is in it; names as their bytes in UTF-8 are. */
    static final Comparator<SyncEntry> BY_PATH = (a, b) -> compare(a.path, b.path);

    static final Comparator<SyncEntry> BY_SIZE = Comparator.comparingLong(SyncEntry::size);

    static final SpillList.Format<SyncEntry> FORMAT = new SpillList.Format<>() {
        @Override
        public void write(SyncEntry entry, DataOutputStream out) throws IOException {
            entry.write(out);
        }

        @Override
        public SyncEntry read(DataInputStream in) throws IOException {
            return SyncEntry.read(in);
        }

        @Override
        public int weight(SyncEntry entry) {
            return entry.weight();
        }
    };

    private static final Kind[] KINDS = Kind.values();
    private static final int PERMISSIONS = 0777;
    /** Nanoseconds that file systems count in. */
    private static final int[] UNITS = {1_000_000_000, 1_000_000, 1000, 100};

    /** Seconds since 1970 at which what stores times begins: Java, ext4 and others, and what knows none before 1970. */
    private static final long[] EARLIEST = {-9_223_372_036L, Integer.MIN_VALUE, 0};

    /** Where it ends: 31 and 32 bits, Java, ext4, XFS. */
    private static final long[] LATEST = {
        Integer.MAX_VALUE, (1L << 32) - 1, 9_223_372_036L, 15_032_385_535L, 16_299_260_424L
    };

    static SyncEntry of(RemoteFile file) {
        int mode = file.mode() < 0 ? -1 : file.mode() & PERMISSIONS;
        return new SyncEntry(file.name(), file.kind(), false, file.size(), file.modified(), mode, file.version());
    }

    static SyncEntry of(LocalEntry entry) {
        Kind kind = entry.directory() ? Kind.DIRECTORY : Kind.FILE;
        return new SyncEntry(
                entry.name(), kind, false, entry.size(), entry.modified().toInstant(), entry.mode(), null);
    }

    /** Something that is neither sent nor removed. */
    static SyncEntry kept(String path) {
        return new SyncEntry(path, Kind.OTHER, true, 0, null, -1, null);
    }

    /** What an interrupted get left, of the target; kept, and of no concern to whoever asks for the source's file. */
    static SyncEntry leftover(String path) {
        return new SyncEntry(path, Kind.FILE, true, 0, null, -1, null);
    }

    boolean isLeftover() {
        return kept && kind == Kind.FILE;
    }

    boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    /**
     * Whether a file with the time of this one has the time of the other once it is there: cut to larger units, those
     * between nanoseconds and seconds, which are known by the zeros at the end; or, if it is beyond what can be stored there,
     * the nearest that can.
     */
    boolean sameTimeAs(SyncEntry target) {
        if (modified == null || target.modified == null) {
            return false;
        }
        long seconds = modified.getEpochSecond();
        long kept = target.modified.getEpochSecond();
        if (seconds != kept) {
            return seconds < kept ? isOneOf(EARLIEST, kept) : isOneOf(LATEST, kept);
        }
        return sameNanosAs(target.modified.getNano());
    }

    private static boolean isOneOf(long[] limits, long seconds) {
        for (long limit : limits) {
            if (limit == seconds) {
                return true;
            }
        }
        return false;
    }

    private boolean sameNanosAs(int nanos) {
        for (int unit : UNITS) {
            if (nanos % unit == 0) {
                return modified.getNano() / unit == nanos / unit;
            }
        }
        return modified.getNano() == nanos;
    }

    /**
     * Whether the target has the bits of this one, or those that it would make of them. What does not tell its bits counts as
     * the same.
     *
     * @param rule of the target
     */
    boolean sameModeAs(SyncEntry target, ModeRule rule) {
        return mode < 0 || target.mode < 0 || mode == target.mode || (rule.apply(mode) & PERMISSIONS) == target.mode;
    }

    static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return rank(x) - rank(y);
            }
        }
        return a.length() - b.length();
    }

    /** The slash comes before all; halves of surrogate pairs, which stand for the highest code points, after all. */
    private static int rank(char c) {
        if (c == '/') {
            return 0;
        }
        return c >= 0xe000 ? c - 0x800 : c >= 0xd800 ? c + 0x2000 : c;
    }

    int weight() {
        return 160 + 2 * path.length();
    }

    void write(DataOutputStream out) throws IOException {
        writeText(path, out);
        out.writeByte(kind.ordinal() | (kept ? 0x80 : 0));
        out.writeLong(size);
        out.writeShort(mode);
        out.writeLong(modified == null ? Long.MIN_VALUE : modified.getEpochSecond());
        out.writeInt(modified == null ? 0 : modified.getNano());
        out.writeByte(version == null ? 0 : version.bytes().length);
        if (version != null) {
            out.write(version.bytes());
        }
    }

    static SyncEntry read(DataInputStream in) throws IOException {
        String path = readText(in);
        int kind = in.readUnsignedByte();
        long size = in.readLong();
        int mode = in.readShort();
        long seconds = in.readLong();
        int nanos = in.readInt();
        byte[] version = in.readNBytes(in.readUnsignedByte());
        return new SyncEntry(
                path,
                KINDS[kind & 0x7f],
                kind >= 0x80,
                size,
                seconds == Long.MIN_VALUE ? null : Instant.ofEpochSecond(seconds, nanos),
                mode,
                version.length == 0 ? null : Version.of(version));
    }

    /** Longer than {@code writeUTF} can: a local path has no limit. */
    static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] bytes = NameText.bytes(text);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(DataInputStream in) throws IOException {
        return NameText.of(in.readNBytes(in.readInt()));
    }
}
