package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.SafePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(DescriptorGate.class)
class CommitLogTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private boolean broken;
    private int writes;
    private Runnable whileWriting = () -> {};

    private final Disk disk = new Disk() {
        @Override
        int write(FileChannel file, ByteBuffer content, long position) throws IOException {
            whileWriting.run();
            return super.write(file, content, position);
        }

        @Override
        void sync(FileChannel file) throws IOException {
            if (broken) {
                broken = false;
                throw new IOException("Input/output error");
            }
            super.sync(file);
        }
    };

    @Test
    void recordsMayExpireWhileTheFileIsWrittenAnew() throws Exception {
        try (Staging staging = new Staging(Directory.open(directory, disk));
                CommitLog log = CommitLog.open(staging, disk, NOW)) {
            for (int id = 0; id < 3; id++) {
                log.intend(record(id, NOW));
                log.remember(record(10 + id, NOW));
            }
            broken = true;
            assertThrows(IOException.class, () -> log.intend(record(20, NOW)));
            writes = 0;
            whileWriting = () -> {
                // The first write is the new file's head.
                if (++writes == 2) {
                    expireBeside(log);
                }
            };
            log.remember(record(21, NOW.plusSeconds(2)));
            assertEquals(0, log.intents().size());
            assertNull(log.find(new UploadId(10, 0)));
            assertNotNull(log.find(new UploadId(21, 0)));
        }
    }

    private void expireBeside(CommitLog log) {
        CompletableFuture.runAsync(() -> {
                    try {
                        log.expire(NOW.plusSeconds(1));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .join();
    }

    private static CommitRecord record(int id, Instant time) throws IOException {
        Attributes attributes = new Attributes(Kind.FILE, 1, NOW, 0644, null);
        Committed committed = new Committed(attributes, Digest.NONE, Durability.SYNCED);
        return new CommitRecord(new UploadId(id, 0), SafePath.parse("f"), time, 0, 0, 0, committed);
    }
}
