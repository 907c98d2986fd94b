package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The caller's channels, publishers, subscribers and consumers: slow, failing, without end. */
@Timeout(120)
class StreamsTest {
    private static final byte[] CONTENT = FileTransferClientTest.bytes(3_000_000);

    private static final Duration IMPATIENCE = Duration.ofMillis(400);

    private final MemoryFiles files = new MemoryFiles();
    private final ScriptedServer server = new ScriptedServer(files);
    private FileTransferClient client = FileTransferClient.open(server.config().build());

    @AfterEach
    void close() {
        client.close();
        server.close();
        assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
    }

    /** Remembers what it hears, and asks for nothing by itself. */
    private static class Hearing implements Flow.Subscriber<ByteBuffer> {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        final List<String> signals = new ArrayList<>();
        final CountDownLatch ended = new CountDownLatch(1);
        volatile Flow.Subscription subscription;
        volatile Throwable failure;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            signals.add("subscribe");
        }

        @Override
        public void onNext(ByteBuffer item) {
            assertTrue(item.hasArray() && item.remaining() <= 64 << 10);
            content.write(item.array(), item.arrayOffset() + item.position(), item.remaining());
        }

        @Override
        public void onError(Throwable throwable) {
            failure = throwable;
            signals.add("error");
            ended.countDown();
        }

        @Override
        public void onComplete() {
            signals.add("complete");
            ended.countDown();
        }

        void awaitEnd() {
            Await.open(ended);
        }
    }

    /** A client that would give up a server long before a caller ends that takes its time. */
    private void impatient() {
        client.close();
        client = FileTransferClient.open(server.config()
                .idleTimeout(IMPATIENCE)
                .answerTimeout(IMPATIENCE)
                .build());
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void subscriberThatAsksForOneBufferAtATime() {
        files.add("x", CONTENT);
        Hearing hearing = new Hearing() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                super.onSubscribe(subscription);
                subscription.request(1);
            }

            @Override
            public void onNext(ByteBuffer item) {
                super.onNext(item);
                subscription.request(1);
            }
        };
        TransferResult result = client.get(GetRequest.of("x"), hearing).join();
        assertArrayEquals(CONTENT, hearing.content.toByteArray());
        assertEquals(CONTENT.length, result.bytes());
        assertEquals(List.of("subscribe", "complete"), hearing.signals);
    }

    @Test
    void subscriberThatAsksForNothingIsNoServerThatStalls() {
        impatient();
        byte[] content = FileTransferClientTest.bytes(30_000_000);
        files.add("x", content);
        Hearing hearing = new Hearing();
        Transfer<TransferResult> transfer = client.get(GetRequest.of("x"), hearing);
        Await.until("content", () -> transfer.progress().bytes() > 0);
        pause(1200); // three times the idle limit
        long read = transfer.progress().bytes();
        assertTrue(read < 6_000_000, () -> read + " bytes were read for nobody");
        hearing.subscription.request(Long.MAX_VALUE);
        transfer.join();
        assertArrayEquals(content, hearing.content.toByteArray());
    }

    @Test
    void subscriberThatHasEnough() {
        files.add("x", CONTENT);
        Hearing hearing = new Hearing() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                super.onSubscribe(subscription);
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuffer item) {
                super.onNext(item);
                subscription.cancel();
            }
        };
        Transfer<TransferResult> transfer = client.get(GetRequest.of("x"), hearing);
        assertThrows(CancellationException.class, transfer::join);
        assertEquals(List.of("subscribe"), hearing.signals);
        assertEquals(CONTENT.length, client.stat("x").join().size());
    }

    @Test
    void subscriberThatAsksForLessThanNothing() {
        files.add("x", CONTENT);
        Hearing hearing = new Hearing();
        Transfer<TransferResult> transfer = client.get(GetRequest.of("x"), hearing);
        Await.until("a subscription", () -> hearing.subscription != null);
        hearing.subscription.request(0);
        assertThrows(IllegalArgumentException.class, transfer::join);
        hearing.awaitEnd();
        assertEquals(List.of("subscribe", "error"), hearing.signals);
        assertInstanceOf(IllegalArgumentException.class, hearing.failure);
    }

    @Test
    void subscriberOfWhatIsNotThere() {
        for (String name : List.of("no", "bad\0name")) {
            Hearing hearing = new Hearing();
            Transfer<TransferResult> transfer = client.get(GetRequest.of(name), hearing);
            FileTransferException failure = assertThrows(FileTransferException.class, transfer::join);
            hearing.awaitEnd();
            assertEquals(List.of("subscribe", "error"), hearing.signals);
            assertSame(failure, hearing.failure);
        }
    }

    @Test
    void subscriberThatFails() {
        files.add("x", CONTENT);
        IllegalStateException thrown = new IllegalStateException("enough");
        Hearing hearing = new Hearing() {
            @Override
            public void onNext(ByteBuffer item) {
                throw thrown;
            }
        };
        Transfer<TransferResult> transfer = client.get(GetRequest.of("x"), hearing);
        Await.until("a subscription", () -> hearing.subscription != null);
        hearing.subscription.request(1);
        assertSame(thrown, assertThrows(IllegalStateException.class, transfer::join));
    }

    @Test
    void cancelReachesTheSubscriber() {
        files.add("x", CONTENT);
        Hearing hearing = new Hearing();
        Transfer<TransferResult> transfer = client.get(GetRequest.of("x"), hearing);
        Await.until("content", () -> transfer.progress().bytes() > 0);
        assertTrue(transfer.cancel());
        hearing.awaitEnd();
        assertInstanceOf(CancellationException.class, hearing.failure);
    }

    @Test
    void publisherOfManyBuffers() {
        Transfer<TransferResult> transfer;
        try (SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>()) {
            transfer = client.put(PutRequest.of("x"), publisher);
            awaitSubscriber(publisher);
            for (int offset = 0; offset < CONTENT.length; offset += 1000) {
                publisher.submit(ByteBuffer.wrap(CONTENT, offset, 1000));
                publisher.submit(ByteBuffer.allocate(0));
            }
        }
        assertEquals(CONTENT.length, transfer.join().bytes());
        assertArrayEquals(CONTENT, files.content("x"));
    }

    private static void awaitSubscriber(SubmissionPublisher<ByteBuffer> publisher) {
        Await.until("a subscriber", publisher::hasSubscribers);
    }

    @Test
    void publisherThatIsSlowIsNoServerThatStalls() {
        impatient();
        Transfer<TransferResult> transfer;
        try (SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>()) {
            transfer = client.put(PutRequest.of("x"), publisher);
            awaitSubscriber(publisher);
            publisher.submit(ByteBuffer.wrap(CONTENT, 0, 10));
            pause(1200);
            publisher.submit(ByteBuffer.wrap(CONTENT, 10, 10));
        }
        assertEquals(20, transfer.join().bytes());
        assertArrayEquals(Arrays.copyOf(CONTENT, 20), files.content("x"));
    }

    @Test
    void publisherThatFails() {
        try (SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>()) {
            Transfer<TransferResult> transfer = client.put(PutRequest.of("x"), publisher);
            awaitSubscriber(publisher);
            publisher.submit(ByteBuffer.wrap(CONTENT));
            publisher.closeExceptionally(new IllegalStateException("out of ideas"));
            FileTransferException failure = assertThrows(FileTransferException.class, transfer::join);
            assertEquals(ErrorCode.LOCAL_FILE, failure.code());
            assertTrue(failure.getMessage().contains("out of ideas"), failure::getMessage);
        }
        assertNull(files.content("x"));
        assertTrue(files.files.isEmpty());
    }

    @Test
    void publisherThatGivesMoreThanIsAskedFor() {
        Flow.Publisher<ByteBuffer> publisher = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                for (int i = 0; i < 1000; i++) {
                    subscriber.onNext(ByteBuffer.allocate(10));
                }
            }

            @Override
            public void cancel() {}
        });
        FileTransferException failure = assertThrows(
                FileTransferException.class,
                () -> client.put(PutRequest.of("x"), publisher).join());
        assertEquals(ErrorCode.LOCAL_FILE, failure.code());
    }

    @Test
    void cancelReachesThePublisher() {
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Flow.Publisher<ByteBuffer> publisher = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                asked.countDown();
            }

            @Override
            public void cancel() {
                cancelled.countDown();
            }
        });
        Transfer<TransferResult> transfer = client.put(PutRequest.of("x"), publisher);
        Await.open(asked);
        transfer.cancel();
        Await.open(cancelled);
        assertTrue(files.files.isEmpty());
    }

    @Test
    void whatIsWrittenIsPut() {
        client.putStream(PutRequest.of("x"), out -> {
                    out.write(CONTENT[0]);
                    out.flush();
                    for (int at = 1; at < CONTENT.length; at += 100_000) {
                        out.write(CONTENT, at, Math.min(100_000, CONTENT.length - at));
                    }
                    out.close(); // as a stream around it does
                })
                .join();
        assertArrayEquals(CONTENT, files.content("x"));
        client.putStream(PutRequest.of("empty"), out -> {}).join();
        assertArrayEquals(new byte[0], files.content("empty"));
    }

    @Test
    void aWriterThatIsSlowIsNoServerThatStalls() {
        impatient();
        client.putStream(PutRequest.of("x"), out -> {
                    pause(1000);
                    out.write(CONTENT);
                })
                .join();
        assertArrayEquals(CONTENT, files.content("x"));
    }

    /** Half of it has been sent by then. */
    @Test
    void ofAWriterThatFailsNothingIsPublished() {
        IOException thrown = new IOException("no more");
        FileTransferException failure = assertThrows(
                FileTransferException.class,
                () -> client.putStream(PutRequest.of("x"), out -> {
                            out.write(CONTENT);
                            throw thrown;
                        })
                        .join());
        assertEquals(ErrorCode.LOCAL_FILE, failure.code());
        assertEquals("The content's writer: no more", failure.getMessage());
        assertNull(files.content("x"));
    }

    @Test
    void cancelReachesTheWriter() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        Transfer<TransferResult> put = client.putStream(PutRequest.of("x"), out -> {
            begun.countDown();
            try {
                while (true) {
                    out.write(CONTENT);
                    out.flush();
                }
            } finally {
                woken.countDown();
            }
        });
        Await.open(begun);
        put.cancel();
        assertThrows(CancellationException.class, put::join);
        Await.open(woken);
        assertNull(files.content("x"));
    }

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
