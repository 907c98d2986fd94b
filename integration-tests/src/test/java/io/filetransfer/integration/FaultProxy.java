package io.filetransfer.integration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a client and a server and does harm, on every connection, at a byte of one direction. */
final class FaultProxy implements AutoCloseable {
    enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    enum Fault {
        NONE,
        /** Both connections are closed, as when a process ends. */
        CUT,
        /** Both connections are reset. */
        RESET,
        /** This direction stands still until the proxy is closed. */
        STALL,
        /** This direction stands still until {@link #goOn}, and then all goes well. */
        HALT,
        /** The byte arrives with one bit turned; everything else as it is. */
        CORRUPT
    }

    private final ServerSocket listener;
    private final int serverPort;
    private final Direction direction;
    private final Fault fault;
    private final long at;
    private final Collection<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final CountDownLatch struck = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger pumps = new AtomicInteger();
    private final AtomicLong toServer = new AtomicLong();
    private final AtomicLong toClient = new AtomicLong();
    private volatile ByteArrayOutputStream record;
    /** Null for both. */
    private volatile Direction recorded;

    private volatile byte[] header = {};
    private volatile int pauseMillis;

    /** @param at how many bytes pass before the fault */
    FaultProxy(int serverPort, Direction direction, Fault fault, long at) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.serverPort = serverPort;
        this.direction = direction;
        this.fault = fault;
        this.at = at;
        start(this::accept);
    }

    /** Only counts. */
    FaultProxy(int serverPort) throws IOException {
        this(serverPort, Direction.TO_SERVER, Fault.NONE, Long.MAX_VALUE);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Bytes that went this way, on all connections. */
    long passed(Direction way) {
        return (way == Direction.TO_SERVER ? toServer : toClient).get();
    }

    /** Begins each connection to the server with {@code header}; it does not count as passed. */
    void begin(byte[] header) {
        this.header = header;
    }

    /** Lets so much time pass for each 64 KiB or less that go either way. */
    void slow(int millis) {
        pauseMillis = millis;
    }

    /** Keeps a copy of all that goes either way from now on. */
    void record() {
        record = new ByteArrayOutputStream();
    }

    /** Of one connection, what goes this way. */
    void record(Direction way) {
        recorded = way;
        record();
    }

    byte[] recorded() {
        return record.toByteArray();
    }

    /** Whether all connections have ended: what has passed is told by then. */
    boolean isIdle() {
        return pumps.get() == 0;
    }

    boolean hasStruck() {
        return struck.getCount() == 0;
    }

    void goOn() {
        goOn.countDown();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.add(client);
                sockets.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                server.getOutputStream().write(header);
                pumps.addAndGet(2);
                start(() -> pump(client, server, Direction.TO_SERVER));
                start(() -> pump(server, client, Direction.TO_CLIENT));
            }
        } catch (IOException proxyClosed) {
            // The end.
        }
    }

    private void pump(Socket from, Socket to, Direction way) {
        boolean harmful = way == direction && fault != Fault.NONE;
        AtomicLong count = way == Direction.TO_SERVER ? toServer : toClient;
        byte[] buffer = new byte[64 << 10];
        long passed = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            while (true) {
                if (harmful && passed == at && fault != Fault.CORRUPT && strike(from, to)) {
                    return;
                }
                int room = harmful && passed < at ? (int) Math.min(buffer.length, at - passed) : buffer.length;
                int read = in.read(buffer, 0, room);
                if (read < 0) {
                    to.shutdownOutput();
                    return;
                }
                if (harmful && passed == at && fault == Fault.CORRUPT) {
                    buffer[0] ^= 1;
                    struck.countDown();
                }
                passed += read;
                count.addAndGet(read);
                if (record != null && (recorded == null || recorded == way)) {
                    record.write(buffer, 0, read);
                }
                out.write(buffer, 0, read);
                Thread.sleep(pauseMillis);
            }
        } catch (IOException oneSideIsGone) {
            closeQuietly(from);
            closeQuietly(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pumps.decrementAndGet();
        }
    }

    /** @return whether that was the end */
    private boolean strike(Socket from, Socket to) throws IOException, InterruptedException {
        struck.countDown();
        if (fault == Fault.HALT) {
            goOn.await();
            return false;
        }
        if (fault == Fault.STALL) {
            closed.await();
            return true;
        }
        if (fault == Fault.RESET) {
            from.setSoLinger(true, 0);
            to.setSoLinger(true, 0);
        }
        closeQuietly(from);
        closeQuietly(to);
        return true;
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is not needed any more.
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        goOn.countDown();
        listener.close();
        sockets.forEach(FaultProxy::closeQuietly);
    }
}
