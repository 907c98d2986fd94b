package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/** Goes on with one upload in parts until it is killed, and prints after each checkpoint how far it has come. */
final class ForkedPartsWriter {
    static final UploadId ID = new UploadId(1, 2);
    static final int SIZE = 1 << 28;
    private static final int PIECE = 10_000;

    private ForkedPartsWriter() {}

    static byte[] content(int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (i * 31L >> 3);
        }
        return content;
    }

    public static void main(String[] arguments) throws IOException {
        try (LocalStorage storage = LocalStorage.open(Path.of(arguments[0]))) {
            SafePath target = SafePath.parse("f");
            int at = held(storage, target);
            byte[] content = content(at + 10_000_000);
            try (Part part = storage.parts().open(ID, target, SIZE, at, SIZE - at, Durability.SYNCED)) {
                while (at + PIECE <= content.length) {
                    CRC32C crc = new CRC32C();
                    crc.update(content, at, PIECE);
                    part.append(ByteBuffer.wrap(content, at, PIECE));
                    at += PIECE;
                    part.checkpoint(at, (int) crc.getValue());
                    System.out.println(at);
                }
            }
        }
    }

    private static int held(Storage storage, SafePath target) {
        try {
            PartsStatus.Open status = (PartsStatus.Open) storage.parts().status(ID, target);
            List<?> held = status.held();
            return held.isEmpty() ? 0 : (int) status.held().get(0).length();
        } catch (StorageException unknown) {
            return 0;
        }
    }
}
