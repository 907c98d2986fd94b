package io.filetransfer.server.event;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Printable;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.StorageException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * One line for each exchange: who, what, how much, how fast, what came of it. Names are escaped, so that a line is a line
 * whatever a client calls its files. Lines about what went wrong are limited in number: whoever causes them does not
 * decide how full the disk gets.
 */
public final class TransferLog implements ServerObserver {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    /** Characters. */
    private static final int LONGEST_OF_FAILURE = 300;

    /** A hundred lines of a hundred bytes in ten seconds are under a hundred megabytes a day. */
    private static final int FAILURES_PER_PERIOD = 100;

    private static final long PERIOD_NANOS = 10_000_000_000L;

    /** Long, so that a tree of many small files has its lines. */
    private static final long GOOD_PERIOD_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Logger transfers = LogManager.getLogger("transfer");
    private final Logger server = LogManager.getLogger("server");
    private final UploadTimes uploads = new UploadTimes(System::nanoTime);
    private final LogLimit goodTransfers;
    private final LogLimit failedTransfers = limit("transfers that failed");
    private final LogLimit failedConnections = limit("connections that failed");
    private final LogLimit faults = limit("faults of storage or server");

    /** Of transfers that went well every one has a line. */
    public TransferLog() {
        this(() -> Integer.MAX_VALUE);
    }

    /** @param good lines about transfers that went well, in ten minutes; asked each time */
    public TransferLog(IntSupplier good) {
        goodTransfers = limit(good, GOOD_PERIOD_NANOS, "transfers that went well");
    }

    private LogLimit limit(String what) {
        return limit(() -> FAILURES_PER_PERIOD, PERIOD_NANOS, what);
    }

    private LogLimit limit(IntSupplier lines, long periodNanos, String what) {
        return new LogLimit(
                lines,
                periodNanos,
                System::nanoTime,
                count -> server.warn("{} more {} are not logged one by one", count, what));
    }

    /** Tells of all that was left out. */
    @Override
    public void serverEnded() {
        goodTransfers.flush();
        failedTransfers.flush();
        failedConnections.flush();
        faults.flush();
    }

    @Override
    public void requestEnded(RequestEnd end) {
        if (end.form() == RequestEnd.Form.BODY && isIncomplete(end)) {
            incomplete(end);
        }
        if (!transfers.isInfoEnabled()) {
            return;
        }
        Request request = end.request();
        if (end.form() == RequestEnd.Form.PART) {
            // The file has one line, at its commit; its parts are useful for looking closer.
            request.options().find(Option.UPLOAD_ID).ifPresent(id -> uploads.began(id, end.nanos()));
            line(Level.DEBUG, end, end.nanos());
            return;
        }
        boolean ok = end.result() == RequestEnd.Result.OK;
        if ((ok ? goodTransfers : failedTransfers).admit()) {
            boolean upload = ok && request.choice() == Choice.COMMIT;
            UploadId id = request.options().get(Option.UPLOAD_ID, null);
            line(Level.INFO, end, upload ? uploads.ended(id, end.nanos()) : end.nanos());
        }
    }

    private static boolean isIncomplete(RequestEnd end) {
        return end.request().choice() == Choice.LIST
                && end.failure() != null
                && end.failure().code() == ErrorCode.BAD_NAME;
    }

    private void line(Level level, RequestEnd end, long nanos) {
        double seconds = nanos / NANOS_PER_SECOND;
        transfers.log(
                level,
                "{} {} \"{}\" {} bytes {} s {} MB/s {} {}{}",
                end.peer().address(),
                end.request().choice(),
                level == Level.INFO && end.result() != RequestEnd.Result.OK
                        ? shortened(end.request().name())
                        : Printable.quoted(end.request().name()),
                end.bytes(),
                decimal(seconds, 3),
                decimal(end.bytes() / BYTES_PER_MEGABYTE / Math.max(seconds, 1e-6), 1),
                end.digest().equals(Digest.NONE) ? "-" : end.digest(),
                result(end),
                who(end));
    }

    /** What goes wrong costs whoever causes it nothing, so that names of it are not as long as names may be. */
    private static String shortened(String name) {
        boolean tooLong = name.length() > LONGEST_OF_FAILURE;
        return tooLong ? Printable.quoted(name.substring(0, LONGEST_OF_FAILURE)) + "..." : Printable.quoted(name);
    }

    private static String result(RequestEnd end) {
        return switch (end.result()) {
            case OK -> "ok";
            case FAILED, REFUSED -> end.failure().code().name();
            case LOST -> "connection lost";
        };
    }

    /** The client's program, the upload's id and the user, as far as they were told. */
    private static String who(RequestEnd end) {
        String agent = end.peer().agent();
        UploadId id = end.request().options().get(Option.UPLOAD_ID, null);
        return (agent.isEmpty() ? "" : " agent \"" + Printable.quoted(agent) + "\"")
                + (id == null ? "" : " id " + id)
                + (end.user().isEmpty() ? "" : " user " + end.user());
    }

    @Override
    public void connectionEnded(Peer peer, Failure reason) {
        boolean usual = reason.code() == ErrorCode.TIMEOUT || reason.code() == ErrorCode.SHUTTING_DOWN;
        Level level = usual ? Level.DEBUG : Level.INFO;
        if (server.isEnabled(level) && failedConnections.admit()) {
            server.log(level, "{} {}: {}", peer.address(), reason.code(), Printable.quoted(reason.sentence()));
        }
    }

    @Override
    public void notAccepted(Throwable cause) {
        if (failedConnections.admit()) {
            server.warn(
                    "a connection could not be taken, trying again in a second: {}",
                    Printable.quoted(cause.toString()));
        }
    }

    @Override
    public void connectionRefused(Peer peer, Dialect dialect) {
        if (failedConnections.admit()) {
            server.info("{} refused: {} on this port", peer.address(), dialect);
        }
    }

    @Override
    public void notProxied(Peer proxy, String reason) {
        if (failedConnections.admit()) {
            server.warn("{} refused: {}", proxy.address(), Printable.quoted(reason));
        }
    }

    @Override
    public void notEncrypted(Peer peer, String reason) {
        if (failedConnections.admit()) {
            server.info("{} TLS failed: {}", peer.address(), Printable.quoted(reason));
        }
    }

    @Override
    public void storageFailed(Peer peer, Request request, StorageException cause) {
        if (cause.getCause() instanceof ClosedChannelException) {
            faulted(peer, request, cause); // nobody but the server closes its files
            return;
        }
        if (!faults.admit()) {
            return;
        }
        server.warn(
                "{} {} \"{}\" {}: {}",
                peer.address(),
                request.choice(),
                shortened(request.name()),
                cause.code(),
                Printable.quoted(cause.getCause() == null ? cause.getMessage() : String.valueOf(cause.getCause())));
    }

    /** Files are there that no client can get or see: that is for the operator to mend. */
    private void incomplete(RequestEnd end) {
        if (faults.admit()) {
            server.warn(
                    "{} {} \"{}\" {}: {}",
                    end.peer().address(),
                    end.request().choice(),
                    shortened(end.request().name()),
                    end.failure().code(),
                    Printable.quoted(end.failure().sentence()));
        }
    }

    /** Where it was noticed says nothing about its cause, so there is no trace of that. */
    @Override
    public void outOfMemory(Peer peer, Throwable cause) {
        if (faults.admit()) {
            server.error("{} out of memory: {}", peer.address(), Printable.quoted(String.valueOf(cause.getMessage())));
        }
    }

    @Override
    public void faulted(Peer peer, Throwable cause) {
        if (faults.admit()) {
            server.error("{} connection failed", peer.address(), cause);
        }
    }

    @Override
    public void faulted(Peer peer, Request request, Throwable cause) {
        if (faults.admit()) {
            server.error(
                    "{} {} failed", peer.address(), request.choice() + " \"" + shortened(request.name()) + "\"", cause);
        }
    }

    /** Rounded and with a point, faster than a format. */
    private static String decimal(double value, int places) {
        long scale = places == 3 ? 1000 : 10;
        long scaled = Math.round(value * scale);
        String fraction = Long.toString(scale + scaled % scale);
        return scaled / scale + "." + fraction.substring(1);
    }
}
