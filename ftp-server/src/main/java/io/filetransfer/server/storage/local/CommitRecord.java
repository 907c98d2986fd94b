package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.Version;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What the log of commits says about one id. All three kinds have the same payload:
 *
 * <pre>
 * | id 16 bytes | time of the record, ms since 1970 s64 | run of the system s64, see Boot | durability u8
 * | device s64 | inode s64 | size s64 | modified: s64 s, s32 ns | mode u16
 * | version: length u8 (0: not known), bytes | digest: algorithm u8, length u8, bytes | name: length u16, UTF-8 |
 * </pre>
 *
 * @param device of the file, with {@code inode} and what {@code committed} says its identity
 */
record CommitRecord(
        UploadId id, SafePath target, Instant time, long boot, long device, long inode, Committed committed) {
    /** What is not in a name: under 200 bytes. */
    private static final int MAX_LENGTH = 256 + Limits.NAME;

    CommitRecord {
        if (target.isRoot() || committed.attributes().size() < 0) {
            throw new IllegalArgumentException("It is about no file");
        }
    }

    /** Whether it is about this very file, with its content. */
    boolean isAbout(Snapshot file) {
        Attributes known = committed.attributes();
        return file.device() == device
                && file.inode() == inode
                && file.kind() == Kind.FILE
                && file.size() == known.size()
                && file.modified().toInstant().equals(known.modified());
    }

    CommitRecord at(Instant time) {
        return new CommitRecord(id, target, time, boot, device, inode, committed);
    }

    CommitRecord with(Instant time, Attributes attributes) {
        Committed answer = new Committed(attributes, committed.digest(), committed.durability());
        return new CommitRecord(id, target, time, boot, device, inode, answer);
    }

    ByteBuffer encode() {
        Attributes known = committed.attributes();
        byte[] version = known.version() == null ? new byte[0] : known.version().bytes();
        byte[] digest = committed.digest().bytes();
        byte[] name = NameText.bytes(target.toString());
        return ByteBuffer.allocate(MAX_LENGTH)
                .putLong(id.high())
                .putLong(id.low())
                .putLong(time.toEpochMilli())
                .putLong(boot)
                .put((byte) committed.durability().number())
                .putLong(device)
                .putLong(inode)
                .putLong(known.size())
                .putLong(known.modified().getEpochSecond())
                .putInt(known.modified().getNano())
                .putShort((short) known.mode())
                .put((byte) version.length)
                .put(version)
                .put((byte) committed.digest().algorithm().number())
                .put((byte) digest.length)
                .put(digest)
                .putShort((short) name.length)
                .put(name)
                .flip();
    }

    /** @throws DamagedFileException for bytes that no record has */
    static CommitRecord decode(ByteBuffer in) throws DamagedFileException {
        try {
            return read(in);
        } catch (StorageException | RuntimeException e) {
            // Of whatever kind: too short, a name or a time that cannot be.
            throw new DamagedFileException("A record of a commit cannot be read.", e);
        }
    }

    private static CommitRecord read(ByteBuffer in) throws StorageException {
        UploadId id = new UploadId(in.getLong(), in.getLong());
        Instant time = Instant.ofEpochMilli(in.getLong());
        long boot = in.getLong();
        Durability durability = in.get() == Durability.SYNCED.number() ? Durability.SYNCED : Durability.RELAXED;
        long device = in.getLong();
        long inode = in.getLong();
        long size = in.getLong();
        Instant modified = Instant.ofEpochSecond(in.getLong(), in.getInt());
        int mode = in.getShort();
        byte[] version = bytes(in, Byte.toUnsignedInt(in.get()));
        int algorithm = in.get();
        byte[] digest = bytes(in, Byte.toUnsignedInt(in.get()));
        SafePath target = SafePath.parse(NameText.of(bytes(in, Short.toUnsignedInt(in.getShort()))));
        Attributes attributes =
                new Attributes(Kind.FILE, size, modified, mode, version.length == 0 ? null : Version.of(version));
        Committed committed = new Committed(attributes, digest(algorithm, digest), durability);
        return new CommitRecord(id, target, time, boot, device, inode, committed);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static Digest digest(int number, byte[] bytes) {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            if (algorithm.number() == number && algorithm.length() == bytes.length) {
                return Digest.of(algorithm, bytes);
            }
        }
        return Digest.NONE;
    }
}
