package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The caller's publishers and writers: slow, failing, without end. */
@Timeout(120)
class PublisherTest extends StreamsTestBase {
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
}
