package io.filetransfer.server.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.codec.Entry;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.StorageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ListingReaderTest {
    private final StorageException failure = new StorageException(ErrorCode.DENIED, "Not all could be listed.");

    /** So many entries, and then a failure. */
    private final class Failing implements Listing {
        private int left;

        Failing(int count) {
            left = count;
        }

        @Override
        public Item next() throws StorageException {
            if (left == 0) {
                throw failure;
            }
            left--;
            return new Item("entry-" + left, new Attributes(Kind.DIRECTORY, 0, Instant.EPOCH, 0755, null));
        }

        @Override
        public void close() {}
    }

    /** A listing of these names. */
    private static Listing of(String... names) {
        return new Listing() {
            private int next;

            @Override
            public Item next() {
                return next == names.length
                        ? null
                        : new Item(names[next++], new Attributes(Kind.DIRECTORY, 0, Instant.EPOCH, 0755, null));
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void aClientThatTakesPlainNamesOnlyIsToldOfTheOthers() throws Exception {
        ListingReader reader = new ListingReader(of("\udce9", "a", "b\tc", "b\tc/d"), false);
        ByteBuffer read = ByteBuffer.allocate(10_000);
        reader.read(read, 0);
        ByteBuf entries = Unpooled.wrappedBuffer(read.flip());
        assertEquals("a", Entry.read(entries).name());
        assertNull(Entry.read(entries));
        StorageException told = assertThrows(StorageException.class, () -> reader.read(ByteBuffer.allocate(10_000), 0));
        assertEquals(ErrorCode.BAD_NAME, told.code());
        assertEquals(
                "Not all could be listed; \\xe9: This client does not take such names. (2 more are left out.)",
                told.getMessage());
    }

    @Test
    void aClientThatTakesAnyNameGetsThem() throws Exception {
        String[] names = {"\udce9", "a", "b\tc", "b\tc/d"};
        ListingReader reader = new ListingReader(of(names), true);
        ByteBuffer read = ByteBuffer.allocate(10_000);
        reader.read(read, 0);
        ByteBuf entries = Unpooled.wrappedBuffer(read.flip());
        for (String name : names) {
            assertEquals(name, Entry.read(entries).name());
        }
        assertNull(Entry.read(entries));
    }

    @Test
    void whatCameBeforeAFailureIsReadBeforeItIsTold() throws Exception {
        ListingReader reader = new ListingReader(new Failing(3), false);
        ByteBuffer read = ByteBuffer.allocate(10_000);
        int count = reader.read(read, 0);
        assertEquals(read.position(), count);
        ByteBuf entries = Unpooled.wrappedBuffer(read.flip());
        for (int i = 2; i >= 0; i--) {
            assertEquals("entry-" + i, Entry.read(entries).name());
        }
        assertNull(Entry.read(entries));
        assertSame(failure, assertThrows(StorageException.class, () -> reader.read(ByteBuffer.allocate(100), 0)));
    }
}
