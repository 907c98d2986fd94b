package io.filetransfer.client.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class ContentStreamTest {
    private final ContentStream stream = new ContentStream();
    private final List<String> asked = new ArrayList<>();
    private final Flow.Subscription subscription = new Flow.Subscription() {
        @Override
        public void request(long count) {
            asked.add("request " + count);
        }

        @Override
        public void cancel() {
            asked.add("cancel");
        }
    };

    private static ByteBuffer buffer(int... bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        for (int each : bytes) {
            buffer.put((byte) each);
        }
        return buffer.flip();
    }

    @Test
    void whatIsThereIsGivenAndAskedForAgain() throws IOException {
        stream.onSubscribe(subscription);
        asked.clear();
        assertEquals(0, stream.available());
        stream.onNext(buffer(1, 2, 200));
        stream.onNext(buffer(4));
        assertEquals(3, stream.available());
        assertEquals(1, stream.read());
        assertEquals(2, stream.available());
        assertEquals(0, stream.read(new byte[5], 0, 0));
        assertEquals(List.of(), asked);
        byte[] rest = new byte[5];
        assertEquals(2, stream.read(rest, 1, 4));
        assertArrayEquals(new byte[] {0, 2, (byte) 200, 0, 0}, rest);
        assertEquals(List.of("request 1"), asked);
        stream.onComplete();
        assertEquals(4, stream.read());
        assertEquals(-1, stream.read());
        assertEquals(0, stream.available());
    }

    @Test
    void aFailureComesBehindWhatCame() throws IOException {
        stream.onSubscribe(subscription);
        IllegalStateException cause = new IllegalStateException("no more");
        stream.onNext(buffer(7));
        stream.onError(cause);
        assertEquals(7, stream.read());
        assertSame(cause, assertThrows(IOException.class, stream::read).getCause());
    }

    @Test
    void whoIsInterruptedDoesNotWait() {
        stream.onSubscribe(subscription);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, stream::read);
        assertTrue(Thread.interrupted());
    }

    @Test
    void aClosedOneAsksForNothingAndGivesNothing() {
        stream.close();
        stream.onSubscribe(subscription);
        assertEquals(List.of("cancel"), asked);
        stream.onNext(buffer(1));
        assertThrows(IOException.class, stream::read);
    }
}
