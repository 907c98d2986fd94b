package io.filetransfer.client.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.Progress;
import io.filetransfer.client.Transfer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InFlightTest {
    private final List<String> told = new ArrayList<>();
    private final InFlight<Piece> inFlight = new InFlight<>(Piece::tell);

    @Test
    void whatHasEndedComesBackInTheOrderOfTheEnds() throws InterruptedException {
        Piece a = begin("a");
        Piece b = begin("b");
        Piece c = begin("c");
        c.transfer.future.complete("done");
        a.transfer.future.completeExceptionally(new CompletionException(new IOException("lost")));
        assertEquals(3, inFlight.count());
        assertTrue(c.hasEnded());
        inFlight.await(2);
        assertEquals(List.of("c done", "c over", "a java.io.IOException: lost", "a over"), told);
        assertEquals(1, inFlight.count());
        assertFalse(b.hasEnded());
        b.transfer.future.complete("done");
        inFlight.takeEnded();
        assertEquals(0, inFlight.count());
    }

    @Test
    void whatCannotStartHasFailed() {
        inFlight.begin(new Piece("a") {
            @Override
            protected CompletableFuture<String> start() throws IOException {
                throw new IOException("no");
            }
        });
        inFlight.takeEnded();
        assertEquals(List.of("a java.io.IOException: no", "a over"), told);
    }

    @Test
    void aCancelReachesWhatIsUnderWayAndWhoeverWaits() {
        Piece a = begin("a");
        inFlight.cancel();
        assertTrue(a.transfer.future.isCompletedExceptionally());
        assertThrows(CancellationException.class, () -> inFlight.await(1));
        assertThrows(CancellationException.class, () -> begin("b"));
        inFlight.awaitEnd();
        assertEquals(List.of(), told);
    }

    /** The cancel comes while the work is being started, before it has a transfer. */
    @Test
    void aTransferThatComesAfterTheCancelIsCancelled() {
        Piece late = new Piece("late") {
            @Override
            protected CompletableFuture<String> start() throws IOException {
                inFlight.cancel();
                return super.start();
            }
        };
        inFlight.begin(late);
        assertTrue(late.transfer.future.isCompletedExceptionally());
        inFlight.awaitEnd();
    }

    private Piece begin(String name) {
        Piece piece = new Piece(name);
        inFlight.begin(piece);
        return piece;
    }

    private class Piece extends Work<String> {
        private final String name;
        private final Running transfer = new Running();

        Piece(String name) {
            this.name = name;
        }

        @Override
        protected CompletableFuture<String> start() throws IOException {
            return follow(transfer);
        }

        @Override
        protected void done(String value) {
            told.add(name + " " + value);
        }

        @Override
        protected void failed(Throwable cause) {
            told.add(name + " " + cause);
        }

        @Override
        protected void over() {
            told.add(name + " over");
        }
    }

    private static final class Running implements Transfer<String> {
        private final CompletableFuture<String> future = new CompletableFuture<>();

        @Override
        public CompletableFuture<String> future() {
            return future;
        }

        @Override
        public Progress progress() {
            return new Progress(0, -1, Duration.ZERO);
        }

        @Override
        public boolean cancel() {
            return future.completeExceptionally(new CancellationException());
        }

        @Override
        public String join() {
            return future.join();
        }
    }
}
