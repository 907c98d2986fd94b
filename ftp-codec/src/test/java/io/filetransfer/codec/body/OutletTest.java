package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Steps;
import io.netty.channel.Channel;
import io.netty.channel.FileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which bodies go as regions of their file, and which as bytes. */
class OutletTest {
    private static final long SECOND = 1_000_000_000;

    @TempDir
    private Path directory;

    private final MemoryBudget memory = new MemoryBudget(1 << 30);
    private final Steps disk = new Steps();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Long> sizes = new ArrayList<>();
    private long now = 7;
    private final Stalls stalls = new Stalls(() -> now);
    private FileChannel file;

    @BeforeEach
    void write() throws IOException {
        file = FileChannel.open(Files.write(directory.resolve("file"), new byte[10 << 20]));
    }

    @AfterEach
    void close() throws IOException {
        channel.finishAndReleaseAll();
        file.close();
        assertEquals(0, memory.taken());
    }

    private final class Reader implements BodyReader {
        private final Object lies;

        private Reader(Object lies) {
            this.lies = lies;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return Math.max(0, file.read(target, position));
        }

        @Override
        public FileChannel channel() {
            return file;
        }

        @Override
        public Object disk() {
            return lies;
        }

        @Override
        public void checkUnchanged() {}

        @Override
        public void close() {}
    }

    private Outlet outlet(Channel to) {
        return new Outlet(to, memory, stalls, file -> new Residency(file) {
            @Override
            Pages pages(long position, int length) {
                return from -> true;
            }
        });
    }

    private BodySource body(Object disk) {
        return new BodySource(
                new Reader(disk), 0, 10 << 20, DigestAlgorithm.CRC32C, outlet(channel), this.disk, cause -> null);
    }

    @Test
    void regionsAreForSocketsThatHaveTheCodecsBytes() throws Exception {
        assertNotNull(outlet(channel).regionsOf(new Reader("disk")));
        assertNull(outlet(new LocalChannel()).regionsOf(new Reader("disk")));
        EmbeddedChannel encrypted = new EmbeddedChannel(Tls.in(directory).server());
        assertNull(outlet(encrypted).regionsOf(new Reader("disk")));
        encrypted.finishAndReleaseAll();
    }

    /** The event loop's step takes as long as the test says. */
    @Test
    void aStallIsRememberedOfTheDiskAndNotOfTheBodyOnly() throws IOException {
        assertTrue(sendsRegions("slow", SECOND));
        assertFalse(sendsRegions("slow", 0), "another body of that disk");
        assertTrue(sendsRegions("other", 0));
        now += 61 * SECOND;
        assertTrue(sendsRegions("slow", 0), "it is tried again");
    }

    /** Each would make its loop wait once more otherwise. */
    @Test
    void bodiesThatAreUnderWayWhenTheirDiskStallsGoOnAsBytes() throws IOException {
        BodySource underWay = body("slow");
        underWay.start(() -> {});
        disk.runAll();
        Content begun = (Content) underWay.readChunk(channel.alloc());
        assertTrue(sendsRegions("slow", SECOND));
        FileRegion region = (FileRegion) begun.payload();
        send(region, 0);
        assertEquals(0, region.transferred());
        begun.release();
        disk.runAll();
        Content rest = (Content) underWay.readChunk(channel.alloc());
        assertFalse(rest.payload() instanceof FileRegion);
        rest.release();
        underWay.close();
        disk.runAll();
    }

    @Test
    void aStallOfAnUnknownDiskIsOfItsBody() throws IOException {
        assertTrue(sendsRegions(null, SECOND));
        assertEquals(List.of(4L << 20, 4L << 20, (256L << 10) - Content.HEADER_ROOM), sizes.subList(0, 3));
        assertTrue(sendsRegions(null, 0));
    }

    @Test
    void onlySoManyDisksAreRemembered() {
        for (int i = 0; i < 1000; i++) {
            assertTrue(stalls.wasStall(i, now - SECOND));
        }
        assertFalse(stalls.isSlow(0));
        assertTrue(stalls.isSlow(999));
    }

    /** Sends a body and tells whether it began with a region; each step of a region takes {@code nanos}. */
    private boolean sendsRegions(Object lies, long nanos) throws IOException {
        sizes.clear();
        BodySource source = body(lies);
        source.start(() -> {});
        boolean regions = false;
        disk.runAll();
        for (Frame chunk = source.readChunk(channel.alloc());
                chunk instanceof Content content;
                chunk = source.readChunk(channel.alloc())) {
            if (content.payload() instanceof FileRegion region) {
                regions = true;
                send(region, nanos);
            }
            sizes.add(content.length());
            content.release();
            disk.runAll();
        }
        source.close();
        disk.runAll();
        return regions;
    }

    /** As a transport does it. */
    private void send(FileRegion region, long nanos) throws IOException {
        try (var nowhere = Channels.newChannel(java.io.OutputStream.nullOutputStream())) {
            for (long sent = region.transferred(); sent < region.count(); sent = region.transferred()) {
                region.transferTo(nowhere, sent);
                now += nanos;
            }
        }
    }
}
