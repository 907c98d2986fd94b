package io.filetransfer.server;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Printable;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.body.BodySource;
import io.filetransfer.server.storage.StorageException;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * One line for each exchange: who, what, how much, how fast, what came of it. Names are escaped, so that a line is a line
 * whatever a client calls its files. Lines about what went wrong are limited in number: whoever causes them does not
 * decide how full the disk gets.
 */
final class TransferLog {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    /** A hundred lines of a hundred bytes in ten seconds are under a hundred megabytes a day. */
    private static final int FAILURES_PER_PERIOD = 100;

    private static final long PERIOD_NANOS = 10_000_000_000L;

    private static final String OK = "ok";
    private static final String LOST = "connection lost";

    private final Logger transfers = LogManager.getLogger("transfer");
    private final Logger server = LogManager.getLogger("server");
    private final UploadTimes uploads = new UploadTimes(System::nanoTime);
    private final LogLimit failedTransfers = limit("transfers that failed");
    private final LogLimit failedConnections = limit("connections that failed");
    private final LogLimit faults = limit("faults of storage or server");

    private LogLimit limit(String what) {
        return new LogLimit(
                FAILURES_PER_PERIOD,
                PERIOD_NANOS,
                System::nanoTime,
                count -> server.warn("{} more {} are not logged one by one", count, what));
    }

    /** Tells of all that was left out. */
    void close() {
        failedTransfers.flush();
        failedConnections.flush();
        faults.flush();
    }

    /** An exchange whose answer had no streamed body. */
    void answered(Connection connection, Exchange exchange, List<Frame> answer) {
        if (!transfers.isInfoEnabled()) {
            return;
        }
        Frame last = answer.get(answer.size() - 1);
        if (last instanceof Failure failure) {
            line(connection, exchange, 0, Digest.NONE, failure.code().name());
        } else if (last instanceof End end) {
            line(connection, exchange, end.length(), end.digest(), OK);
        } else if (last instanceof Reply reply) {
            Options options = reply.options();
            Digest digest = options.get(Option.DIGEST, Digest.NONE);
            if (exchange instanceof PartExchange) {
                part(connection, exchange, options.get(Option.LENGTH, 0L), digest);
                return;
            }
            boolean stored = exchange instanceof ReceivingExchange || exchange.request.choice() == Choice.COMMIT;
            line(connection, exchange, stored ? options.get(Option.SIZE, 0L) : 0, digest, OK);
        }
    }

    /** An exchange whose answer's body was sent, or broken off. */
    void streamed(Connection connection, Exchange exchange, BodySource body) {
        Frame last = body.last();
        if (last instanceof End end) {
            line(connection, exchange, end.length(), end.digest(), OK);
        } else if (last instanceof Failure failure) {
            line(
                    connection,
                    exchange,
                    body.progress(),
                    Digest.NONE,
                    failure.code().name());
            if (exchange instanceof ListExchange && failure.code() == ErrorCode.BAD_NAME) {
                incomplete(connection, exchange.request, failure);
            }
        } else {
            line(connection, exchange, body.progress(), Digest.NONE, LOST);
        }
    }

    /** An exchange whose connection ended before the answer. */
    void abandoned(Connection connection, Exchange exchange) {
        line(connection, exchange, 0, Digest.NONE, LOST);
    }

    /** The file has one line, at its commit; its parts are of use for looking closer. */
    private void part(Connection connection, Exchange exchange, long bytes, Digest digest) {
        exchange.request.options().find(Option.UPLOAD_ID).ifPresent(id -> uploads.began(id, exchange.elapsedNanos()));
        line(Level.DEBUG, connection, exchange, exchange.elapsedNanos(), bytes, digest, OK);
    }

    private void line(Connection connection, Exchange exchange, long bytes, Digest digest, String result) {
        if (!transfers.isInfoEnabled() || !result.equals(OK) && !failedTransfers.admit()) {
            return;
        }
        long nanos = exchange.elapsedNanos();
        if (exchange.request.choice() == Choice.COMMIT && result.equals(OK)) {
            UploadId id = exchange.request.options().get(Option.UPLOAD_ID, null);
            nanos = uploads.ended(id, nanos);
        }
        line(Level.INFO, connection, exchange, nanos, bytes, digest, result);
    }

    private void line(
            Level level,
            Connection connection,
            Exchange exchange,
            long nanos,
            long bytes,
            Digest digest,
            String result) {
        double seconds = nanos / NANOS_PER_SECOND;
        transfers.log(
                level,
                "{} {} \"{}\" {} bytes {} s {} MB/s {} {}{}",
                connection.peer().address(),
                exchange.request.choice(),
                Printable.quoted(exchange.request.name()),
                bytes,
                decimal(seconds, 3),
                decimal(bytes / BYTES_PER_MEGABYTE / Math.max(seconds, 1e-6), 1),
                digest.equals(Digest.NONE) ? "-" : digest,
                result,
                who(exchange.request));
    }

    /** The client's program and the upload's id, as far as they were told. */
    private static String who(Request request) {
        String agent = request.options().get(Option.AGENT, "");
        UploadId id = request.options().get(Option.UPLOAD_ID, null);
        return (agent.isEmpty() ? "" : " agent \"" + Printable.quoted(agent) + "\"") + (id == null ? "" : " id " + id);
    }

    /** A connection that is ended for another reason than that all is done. */
    void ended(Connection connection, Failure reason) {
        boolean usual = reason.code() == ErrorCode.TIMEOUT || reason.code() == ErrorCode.SHUTTING_DOWN;
        Level level = usual ? Level.DEBUG : Level.INFO;
        if (server.isEnabled(level) && failedConnections.admit()) {
            server.log(
                    level,
                    "{} {}: {}",
                    connection.peer().address(),
                    reason.code(),
                    Printable.quoted(reason.sentence()));
        }
    }

    /** No connection can be taken for now. */
    void notAccepted(Throwable cause) {
        if (failedConnections.admit()) {
            server.warn(
                    "a connection could not be taken, trying again in a second: {}",
                    Printable.quoted(cause.toString()));
        }
    }

    void foreign(String peer, String what) {
        if (failedConnections.admit()) {
            server.info("{} refused: {}", peer, what);
        }
    }

    void storageFailed(Connection connection, Request request, StorageException cause) {
        if (!faults.admit()) {
            return;
        }
        server.warn(
                "{} {} \"{}\" {}: {}",
                connection.peer().address(),
                request.choice(),
                Printable.quoted(request.name()),
                cause.code(),
                Printable.quoted(cause.getCause() == null ? cause.getMessage() : String.valueOf(cause.getCause())));
    }

    /** Files are there that no client can get or see: that is for the operator to mend. */
    private void incomplete(Connection connection, Request request, Failure failure) {
        if (faults.admit()) {
            server.warn(
                    "{} {} \"{}\" {}: {}",
                    connection.peer().address(),
                    request.choice(),
                    Printable.quoted(request.name()),
                    failure.code(),
                    Printable.quoted(failure.sentence()));
        }
    }

    /** Where it was noticed says nothing about its cause, so there is no trace of that. */
    void outOfMemory(Connection connection, Throwable cause) {
        if (faults.admit()) {
            server.error(
                    "{} out of memory: {}",
                    connection.peer().address(),
                    Printable.quoted(String.valueOf(cause.getMessage())));
        }
    }

    void faulted(Connection connection, Request request, Throwable cause) {
        if (!faults.admit()) {
            return;
        }
        server.error(
                "{} {} failed",
                connection.peer().address(),
                request == null ? "connection" : request.choice() + " \"" + Printable.quoted(request.name()) + "\"",
                cause);
    }

    /** Rounded and with a point, faster than a format. */
    private static String decimal(double value, int places) {
        long scale = places == 3 ? 1000 : 10;
        long scaled = Math.round(value * scale);
        String fraction = Long.toString(scale + scaled % scale);
        return scaled / scale + "." + fraction.substring(1);
    }
}
