package io.filetransfer.server;

import io.filetransfer.codec.BodySource;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.server.storage.StorageException;
import java.util.List;
import java.util.Locale;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * One line for each exchange: who, what, how much, how fast, what came of it. Names are escaped, so that a line is a line
 * whatever a client calls its files.
 */
final class TransferLog {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    private final Logger transfers = LogManager.getLogger("transfer");
    private final Logger server = LogManager.getLogger("server");

    /** An exchange whose answer had no streamed body. */
    void answered(Connection connection, Exchange exchange, List<Frame> answer) {
        if (!transfers.isInfoEnabled()) {
            return;
        }
        Frame last = answer.get(answer.size() - 1);
        if (last instanceof Failure failure) {
            line(connection, exchange, 0, Digest.NONE, failure.code().name());
        } else if (last instanceof End end) {
            line(connection, exchange, end.length(), end.digest(), "ok");
        } else if (last instanceof Reply reply) {
            Options options = reply.options();
            boolean moved = exchange instanceof UploadExchange;
            long bytes = moved ? options.get(Option.SIZE, 0L) : 0;
            line(connection, exchange, bytes, options.get(Option.DIGEST, Digest.NONE), "ok");
        }
    }

    /** An exchange whose answer's body was sent, or broken off. */
    void streamed(Connection connection, Exchange exchange, BodySource body) {
        Frame last = body.last();
        if (last instanceof End end) {
            line(connection, exchange, end.length(), end.digest(), "ok");
        } else if (last instanceof Failure failure) {
            line(
                    connection,
                    exchange,
                    body.progress(),
                    Digest.NONE,
                    failure.code().name());
        } else {
            line(connection, exchange, body.progress(), Digest.NONE, "connection lost");
        }
    }

    /** An exchange whose connection ended before the answer. */
    void abandoned(Connection connection, Exchange exchange) {
        line(connection, exchange, 0, Digest.NONE, "connection lost");
    }

    private void line(Connection connection, Exchange exchange, long bytes, Digest digest, String result) {
        if (!transfers.isInfoEnabled()) {
            return;
        }
        double seconds = exchange.elapsedNanos() / NANOS_PER_SECOND;
        transfers.info(
                "{} {} \"{}\" {} bytes {} s {} MB/s {} {}",
                connection.peer().address(),
                exchange.request.choice(),
                escape(exchange.request.name()),
                bytes,
                decimal(seconds, 3),
                decimal(bytes / BYTES_PER_MEGABYTE / Math.max(seconds, 1e-6), 1),
                digest.equals(Digest.NONE) ? "-" : digest,
                result);
    }

    void misused(Connection connection, ProtocolException misuse) {
        server.info("{} {}: {}", connection.peer().address(), misuse.code(), escape(misuse.getMessage()));
    }

    void foreign(String peer, String what) {
        server.info("{} refused: {}", peer, what);
    }

    void storageFailed(Connection connection, Request request, StorageException cause) {
        server.warn(
                "{} {} \"{}\" {}: {}",
                connection.peer().address(),
                request.choice(),
                escape(request.name()),
                cause.code(),
                escape(String.valueOf(cause.getCause())));
    }

    void faulted(Connection connection, Request request, Throwable cause) {
        server.error(
                "{} {} failed",
                connection.peer().address(),
                request == null ? "connection" : request.choice() + " \"" + escape(request.name()) + "\"",
                cause);
    }

    /** Control characters, quotes and backslashes as escapes; everything else as it is. */
    static String escape(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = !Character.isISOControl(c) && c != '"' && c != '\\' && c != '\u2028' && c != '\u2029';
            if (plain && escaped == null) {
                continue;
            }
            if (escaped == null) {
                escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (plain) {
                escaped.append(c);
            } else if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else {
                escaped.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
            }
        }
        return escaped == null ? text : escaped.toString();
    }

    /** Rounded and with a point, faster than a format. */
    private static String decimal(double value, int places) {
        long scale = places == 3 ? 1000 : 10;
        long scaled = Math.round(value * scale);
        String fraction = Long.toString(scale + scaled % scale);
        return scaled / scale + "." + fraction.substring(1);
    }
}
