package io.filetransfer.server.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.server.storage.IncomingContent;
import io.filetransfer.server.storage.IncomingFile;
import io.filetransfer.server.storage.StorageException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageWriterTest {
    private final List<String> calls = new ArrayList<>();
    private final StorageWriter writer = new StorageWriter(100);

    /** As that of a storage elsewhere, which has no file to show. */
    private class Content implements IncomingContent {
        @Override
        public void append(ByteBuffer content) {
            calls.add("append " + content.remaining());
            content.position(content.limit());
        }

        @Override
        public void close() {}
    }

    private final class LocalContent extends Content implements IncomingFile {
        private final FileChannel channel;

        LocalContent(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public Optional<IncomingFile> file() {
            return Optional.of(this);
        }

        @Override
        public FileChannel channel() {
            return channel;
        }

        @Override
        public void transfer(long length, Fill fill) throws StorageException {
            try {
                fill.run();
            } catch (java.io.IOException e) {
                throw StorageException.of(e);
            }
            calls.add("transfer " + length);
        }

        @Override
        public void extend() {
            calls.add("extend");
        }
    }

    @Test
    void contentIsAppendedInItsOrderOnly() throws Exception {
        writer.open(new Content());
        assertNull(writer.channel());
        writer.write(ByteBuffer.allocate(5), 100);
        writer.write(ByteBuffer.allocate(2), 105);
        assertThrows(IllegalStateException.class, () -> writer.write(ByteBuffer.allocate(1), 106));
        assertThrows(IllegalStateException.class, () -> writer.write(ByteBuffer.allocate(1), 108));
        assertEquals(List.of("append 5", "append 2"), calls);
    }

    @Test
    void withoutAStorageContentGoesNowhere() throws Exception {
        writer.write(ByteBuffer.allocate(5), 100);
        writer.write(ByteBuffer.allocate(5), 105);
        assertNull(writer.channel());
    }

    @Test
    void whatPassesMemoryComesNextOrChangesWhatCame(@TempDir Path directory) throws Exception {
        try (FileChannel file = FileChannel.open(
                directory.resolve("f"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            writer.open(new LocalContent(file));
            assertEquals(file, writer.channel());
            writer.transfer(100, 10, () -> calls.add("splice"));
            writer.write(ByteBuffer.allocate(5), 110);
            writer.transfer(104, 6, () -> calls.add("punch"));
            writer.transfer(115, 7, () -> {});
            writer.extend(122);
            assertThrows(IllegalStateException.class, () -> writer.transfer(123, 1, () -> calls.add("gap")));
            assertThrows(IllegalStateException.class, () -> writer.transfer(121, 2, () -> calls.add("overlap")));
            assertThrows(IllegalStateException.class, () -> writer.extend(121));
        }
        assertEquals(
                List.of("splice", "transfer 10", "append 5", "punch", "transfer 0", "transfer 7", "extend"), calls);
    }
}
