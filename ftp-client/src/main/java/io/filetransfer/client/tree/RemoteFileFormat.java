package io.filetransfer.client.tree;

import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Version;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;

/** How entries of a listing are kept in temporary files. */
final class RemoteFileFormat implements SpillList.Format<RemoteFile> {
    private static final Kind[] KINDS = Kind.values();
    private static final DigestAlgorithm[] ALGORITHMS = DigestAlgorithm.values();

    @Override
    public void write(RemoteFile entry, DataOutputStream out) throws IOException {
        writeBytes(out, NameText.bytes(entry.name()));
        out.writeByte(entry.kind().ordinal());
        out.writeLong(entry.size());
        out.writeShort(entry.mode());
        out.writeBoolean(entry.modified() != null);
        if (entry.modified() != null) {
            out.writeLong(entry.modified().getEpochSecond());
            out.writeInt(entry.modified().getNano());
        }
        writeBytes(out, entry.version() == null ? new byte[0] : entry.version().bytes());
        out.writeByte(entry.digest() == null ? -1 : entry.digest().algorithm().ordinal());
        if (entry.digest() != null) {
            writeBytes(out, entry.digest().bytes());
        }
    }

    @Override
    public RemoteFile read(DataInputStream in) throws IOException {
        String name = NameText.of(readBytes(in));
        Kind kind = KINDS[in.readByte()];
        long size = in.readLong();
        int mode = in.readShort();
        Instant modified = in.readBoolean() ? Instant.ofEpochSecond(in.readLong(), in.readInt()) : null;
        byte[] version = readBytes(in);
        int algorithm = in.readByte();
        Digest digest = algorithm < 0 ? null : Digest.of(ALGORITHMS[algorithm], readBytes(in));
        return new RemoteFile(
                name, kind, size, modified, mode, version.length == 0 ? null : Version.of(version), digest);
    }

    @Override
    public int weight(RemoteFile entry) {
        return 280 + 2 * entry.name().length();
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readUnsignedShort());
    }
}
