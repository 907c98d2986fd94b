package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The caller's channels and consumers: slow, failing, waiting. */
@Timeout(120)
class StreamsTest extends StreamsTestBase {
    @Test
    void channels() {
        for (int size : new int[] {0, 1, 65536, CONTENT.length}) {
            byte[] content = Arrays.copyOf(CONTENT, size);
            ReadableByteChannel source = Channels.newChannel(new ByteArrayInputStream(content));
            assertEquals(size, client.put(PutRequest.of("x"), source).join().bytes());
            assertTrue(source.isOpen());
            assertArrayEquals(content, files.content("x"));
            ByteArrayOutputStream target = new ByteArrayOutputStream();
            assertEquals(
                    size,
                    client.get(GetRequest.of("x"), Channels.newChannel(target))
                            .join()
                            .bytes());
            assertArrayEquals(content, target.toByteArray());
        }
    }

    @Test
    void rangesIntoAChannel() {
        files.add("x", CONTENT);
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        TransferResult result = client.get(GetRequest.of("x").range(1000, 2000), Channels.newChannel(target))
                .join();
        assertEquals(2000, result.bytes());
        assertArrayEquals(Arrays.copyOfRange(CONTENT, 1000, 3000), target.toByteArray());
    }

    private record Failing(int after) implements WritableByteChannel {
        private static final AtomicInteger WRITTEN = new AtomicInteger();

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (WRITTEN.addAndGet(source.remaining()) > after) {
                throw new IOException("Broken pipe");
            }
            int count = source.remaining();
            source.position(source.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void channelThatFails() {
        files.add("x", CONTENT);
        FileTransferException failure = assertThrows(
                FileTransferException.class,
                () -> client.get(GetRequest.of("x"), new Failing(500_000)).join());
        assertEquals("The target channel: Broken pipe", failure.getMessage());
        assertEquals(CONTENT.length, client.stat("x").join().size());
    }

    @Test
    void manyChannelsThatWaitHoldNothingButThemselves() throws IOException {
        files.add("x", CONTENT);
        CountDownLatch never = new CountDownLatch(1);
        List<Transfer<?>> stuck = new ArrayList<>();
        AtomicInteger waiting = new AtomicInteger();
        WritableByteChannel blocked = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                waiting.incrementAndGet();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return 0;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        for (int i = 0; i < 3; i++) { // of four connections
            stuck.add(client.get(GetRequest.of("x"), blocked));
        }
        try {
            Await.until("all wait", () -> waiting.get() == 3);
            for (int i = 0; i < 100; i++) {
                assertEquals(CONTENT.length, client.stat("x").join().size());
            }
            stuck.forEach(transfer -> {
                assertTrue(transfer.cancel());
                assertThrows(CancellationException.class, transfer::join);
            });
        } finally {
            never.countDown();
        }
    }

    @Test
    void consumerThatIsSlowIsNotOverrun() {
        for (int i = 0; i < 2000; i++) {
            files.add("file-" + i, new byte[1]);
        }
        AtomicInteger inside = new AtomicInteger();
        long count = client.list("/", true, file -> {
                    assertEquals(1, inside.incrementAndGet());
                    if (file.name().endsWith("00")) {
                        pause(20);
                    }
                    inside.decrementAndGet();
                })
                .join();
        assertEquals(2000, count);
    }

    @Test
    void consumerThatFails() {
        files.add("x", CONTENT);
        IllegalStateException thrown = new IllegalStateException("enough");
        Transfer<Long> transfer = client.list("/", true, file -> {
            throw thrown;
        });
        assertSame(thrown, assertThrows(IllegalStateException.class, transfer::join));
    }
}
