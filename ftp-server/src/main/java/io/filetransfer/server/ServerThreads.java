package io.filetransfer.server;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The threads of a server.
 *
 * @param acceptors take connections
 * @param loops serve them, and never wait
 * @param disk wait for the storage
 */
record ServerThreads(EventLoopGroup acceptors, EventLoopGroup loops, ForkJoinPool disk) {
    private static final Logger LOG = LogManager.getLogger("server");

    /** @param diskThreads how many disk calls may wait at once */
    static ServerThreads start(Transport transport, int diskThreads) {
        return new ServerThreads(
                loops("ftp-accept", 1, transport),
                loops("ftp-loop", Math.max(2, Runtime.getRuntime().availableProcessors()), transport),
                diskThreads(diskThreads));
    }

    private static EventLoopGroup loops(String name, int threads, Transport transport) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), transport.handlers());
    }

    /**
     * Few threads while the disk answers at once, more only while calls wait: the pool wakes the thread that slept last and
     * makes a new one when none is free.
     */
    private static ForkJoinPool diskThreads(int limit) {
        return new ForkJoinPool(
                limit,
                pool -> {
                    var thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
                    thread.setName("ftp-disk-" + thread.getPoolIndex());
                    return thread;
                },
                (thread, e) -> LOG.error("{} failed", thread.getName(), e),
                true);
    }

    /**
     * Channels and loops first, disk threads after them: the other order would refuse the loops' last tasks.
     *
     * @return whether all disk calls have ended
     */
    boolean stop() {
        acceptors.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        disk.shutdown();
        try {
            if (disk.awaitTermination(10, TimeUnit.SECONDS)) {
                return true;
            }
            LOG.warn("disk work did not end within 10 s; the root stays taken until this process ends");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
