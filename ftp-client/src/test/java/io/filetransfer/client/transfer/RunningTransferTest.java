package io.filetransfer.client.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.Progress;
import io.filetransfer.client.TransferDetail;
import io.filetransfer.client.TransferListener;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.Digest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RunningTransferTest {
    private static final TransferResult RESULT =
            new TransferResult("x", 10, Digest.NONE, null, null, -1, null, 0, Duration.ZERO, TransferDetail.NONE);

    private final List<String> heard = new ArrayList<>();
    private final TransferListener listener = new TransferListener() {
        @Override
        public void progressed(Progress progress) {
            heard.add("progress " + progress.bytes());
            throw new IllegalStateException("listeners may fail");
        }

        @Override
        public void completed(TransferResult result) {
            heard.add("completed");
            throw new IllegalStateException("listeners may fail");
        }

        @Override
        public void failed(Throwable cause) {
            heard.add("failed " + cause.getMessage());
        }
    };

    private static void aTenthOfASecond() {
        long until = System.nanoTime() + 110_000_000;
        while (System.nanoTime() - until < 0) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    @Test
    void theListenerHearsInOrderAndTheEndLast() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        RunningTransfer<TransferResult> transfer = new RunningTransfer<>(listener, tasks::add);
        aTenthOfASecond();
        transfer.moved(5);
        transfer.moved(6); // too soon
        transfer.moved(7); // likewise
        transfer.succeed(RESULT);
        aTenthOfASecond();
        transfer.moved(7); // too late
        CompletableFuture<TransferResult> future = transfer.future();
        assertFalse(future.isDone());
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        assertEquals(List.of("progress 7", "completed"), heard);
        assertEquals(RESULT, future.join());
    }

    @Test
    void futuresAreCopies() {
        RunningTransfer<TransferResult> transfer = new RunningTransfer<>(TransferListener.NONE, Runnable::run);
        transfer.future().cancel(true);
        transfer.future().complete(null);
        transfer.succeed(RESULT);
        assertEquals(RESULT, transfer.future().join());
        assertEquals(RESULT, transfer.join());
    }

    @Test
    void whoIsQuickIsToldAtOnceAndOthersOnTheExecutor() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        RunningTransfer<TransferResult> transfer = new RunningTransfer<>(TransferListener.NONE, tasks::add);
        CompletableFuture<TransferResult> future = transfer.future();
        transfer.whenEnded((result, failure) -> heard.add("quick " + result.name()));
        transfer.succeed(RESULT);
        assertEquals(List.of("quick x"), heard);
        assertFalse(future.isDone());
        tasks.remove().run();
        assertEquals(RESULT, future.join());
        transfer.whenEnded((result, failure) -> heard.add("late"));
        assertEquals(List.of("quick x", "late"), heard);
    }

    @Test
    void noThreadIsWokenWhereNobodyListens() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        RunningTransfer<TransferResult> transfer = new RunningTransfer<>(TransferListener.NONE, tasks::add);
        transfer.whenEnded((result, failure) -> heard.add(failure.getMessage()));
        transfer.fail(new IllegalStateException("over"));
        assertEquals(List.of("over"), heard);
        assertTrue(tasks.isEmpty());
        assertThrows(IllegalStateException.class, transfer::join);
        assertTrue(transfer.future().isCompletedExceptionally());
    }

    @Test
    void theOutcomeIsNotLostWhenTheExecutorTakesNoMore() {
        RunningTransfer<TransferResult> transfer = new RunningTransfer<>(listener, task -> {
            throw new RejectedExecutionException("closed");
        });
        transfer.fail(new CancellationException("over"));
        assertThrows(CancellationException.class, transfer::join);
        assertTrue(transfer.future().isCancelled());
        assertEquals(List.of("failed over"), heard);
    }

    @Test
    void timeStopsAtTheEnd() {
        RunningTransfer<TransferResult> transfer = new RunningTransfer<>(TransferListener.NONE, Runnable::run);
        assertEquals(-1, transfer.progress().total());
        transfer.total(10);
        transfer.moved(10);
        transfer.succeed(RESULT);
        Progress end = transfer.progress();
        aTenthOfASecond();
        assertEquals(end, transfer.progress());
        assertEquals(10, end.bytes());
        assertEquals(10, end.total());
    }
}
