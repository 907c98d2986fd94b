package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The caller's subscribers: slow, failing, with enough. */
@Timeout(120)
class SubscriberTest extends StreamsTestBase {
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
}
