package io.filetransfer.server.user;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * The threads that passwords are compared on, and the queue before them. While many wait, a thread rests half as long as a
 * comparison took: these take a processor and its memory for themselves, and transfers are to keep half of their rate.
 */
final class LoginThreads extends ThreadPoolExecutor {
    private static final int REST = 2;

    private final LongConsumer rest;
    private final ThreadLocal<Long> began = new ThreadLocal<>();

    LoginThreads(int threads, int waiting) {
        this(threads, waiting, LockSupport::parkNanos);
    }

    /** @param rest waits for so many nanoseconds */
    LoginThreads(int threads, int waiting, LongConsumer rest) {
        super(threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), task -> {
            Thread thread = new Thread(task, "ftp-login");
            thread.setDaemon(true);
            return thread;
        });
        allowCoreThreadTimeOut(true);
        this.rest = rest;
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
        began.set(System.nanoTime());
    }

    @Override
    protected void afterExecute(Runnable task, Throwable failure) {
        if (!getQueue().isEmpty()) { // whoever is alone has been answered, and keeps nobody waiting
            rest.accept((System.nanoTime() - began.get()) / REST);
        }
    }
}
