package io.filetransfer.server.event;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Printable;
import io.filetransfer.codec.Request;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Who logged in, was refused, and changed what: one JSON object a line for the logger {@code audit}. A change is never left
 * out, and its line is written before its answer. Of what anybody can cause who reaches the port only so much is written, and
 * then counted. What cannot be written is reported once in the server's log, and counted; requests go on.
 */
public final class AuditLog implements ServerObserver {
    /** Of each kind, of a few hundred bytes, in ten seconds. */
    static final int LINES_PER_PERIOD = 100;

    private static final long PERIOD_NANOS = 10_000_000_000L;

    /** From event loops, which wait for no disk. */
    static final int MAX_WAITING = 10_000;

    private static final Logger SERVER = LogManager.getLogger("server");

    private final Consumer<String> lines;
    private final Executor disk;
    private final Clock clock;
    private final LogLimit logins;
    private final LogLimit refusals;
    private final LogLimit linkUses;
    private final AtomicInteger waiting = new AtomicInteger();
    /** Lines that could not be written since the last that could; guarded by this. */
    private long lost;

    /** @param disk runs one task at a time, in order */
    public AuditLog(Executor disk) {
        this(LogManager.getLogger("audit")::info, disk, Clock.systemUTC(), System::nanoTime);
    }

    /** @param lines writes one; fails with what it likes */
    AuditLog(Consumer<String> lines, Executor disk, Clock clock, LongSupplier nanoTime) {
        this.lines = lines;
        this.disk = disk;
        this.clock = clock;
        this.logins = limit("login-failed", nanoTime);
        this.refusals = limit("refused", nanoTime);
        this.linkUses = limit("link-used", nanoTime);
    }

    private LogLimit limit(String event, LongSupplier nanoTime) {
        return new LogLimit(
                LINES_PER_PERIOD,
                PERIOD_NANOS,
                nanoTime,
                count -> later(line("left-out").with("of", event).with("count", count)));
    }

    private AuditLine line(String event) {
        return new AuditLine(clock.instant(), event);
    }

    @Override
    public void loginEnded(LoginEnd end) {
        boolean in = end.refusal() == null;
        if (in || logins.admit()) {
            later(line(in ? "login" : "login-failed")
                    .who(end.peer(), end.user())
                    .with("means", end.means())
                    .with("agent", end.peer().agent())
                    .with("code", end.refusal()));
        }
    }

    @Override
    public void loggedOut(Peer peer, String user) {
        later(line("logout").who(peer, user));
    }

    @Override
    public void accessWithdrawn(Peer peer, String user) {
        later(line("withdrawn").who(peer, user));
    }

    @Override
    public void link(LinkEvent event) {
        if (event.what() != LinkEvent.What.USED || linkUses.admit()) {
            later(line("link-" + event.what().name().toLowerCase(Locale.ROOT))
                    .who(event.peer(), event.user())
                    .with("link", event.id())
                    .with("name", event.name()));
        }
    }

    /** On a disk thread, which may wait. */
    @Override
    public void changed(Changed changed) {
        write(line("change")
                .who(changed.peer(), changed.user())
                .what(changed.peer(), changed.request())
                .with("version", changed.version())
                .with("bytes", changed.bytes())
                .toString());
    }

    @Override
    public void requestEnded(RequestEnd end) {
        switch (end.result()) {
            case OK, LOST -> {}
            case REFUSED -> failed("refused", end);
            case FAILED -> {
                ErrorCode code = end.failure().code();
                if (code == ErrorCode.DENIED || code == ErrorCode.QUOTA_EXCEEDED || isChange(end.request())) {
                    failed("failed", end);
                }
            }
        }
    }

    private void failed(String event, RequestEnd end) {
        Failure failure = end.failure();
        if (mayHaveChanged(end) || refusals.admit()) {
            later(line(event)
                    .who(end.peer(), end.user())
                    .what(end.peer(), end.request())
                    .with("code", failure.code())
                    .with("reason", failure.sentence()));
        }
    }

    /** A part of a file changes no name. */
    private static boolean isChange(Request request) {
        return switch (request.choice()) {
            case GET, STAT, DIGEST, LIST, STATUS, LINK -> false;
            case PUT -> !request.isPart();
            case MKDIR, MOVE, COPY, DELETE, COMMIT, ABORT, LOCK, UNLOCK, ANNOTATE -> true;
        };
    }

    /** A rename that was made, and whose sync failed, for one. */
    private static boolean mayHaveChanged(RequestEnd end) {
        ErrorCode code = end.failure().code();
        return isChange(end.request())
                && end.result() == RequestEnd.Result.FAILED
                && (code == ErrorCode.STORAGE_FAILED
                        || code == ErrorCode.INTERNAL
                        || code == ErrorCode.ROOT_GONE
                        || isHalfDone(end.request(), code));
    }

    /** Of a directory that is removed or copied with what is in it some may be gone or there, whatever stopped it then. */
    private static boolean isHalfDone(Request request, ErrorCode code) {
        boolean several = request.choice() == Choice.DELETE || request.choice() == Choice.COPY;
        return several && request.options().has(Option.RECURSIVE) && code != ErrorCode.NOT_FOUND;
    }

    /** Tells of all that was left out. */
    @Override
    public void serverEnded() {
        logins.flush();
        refusals.flush();
        linkUses.flush();
    }

    private void later(AuditLine line) {
        String text = line.toString();
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            failed("too much waits for the disk");
            return;
        }
        Runnable task = () -> {
            waiting.decrementAndGet();
            write(text);
        };
        try {
            disk.execute(task);
        } catch (RejectedExecutionException serverEnds) {
            task.run();
        }
    }

    private void write(String line) {
        try {
            lines.accept(line);
        } catch (RuntimeException e) {
            failed(Printable.quoted(String.valueOf(e.getCause() == null ? e : e.getCause())));
            return;
        }
        tellLost();
    }

    private synchronized void failed(String reason) {
        lost++;
        if (lost == 1) {
            SERVER.error("the audit cannot be written, and lines are lost until it can be: {}", reason);
        }
    }

    private void tellLost() {
        long count;
        synchronized (this) {
            count = lost;
            lost = 0;
        }
        if (count > 0) {
            SERVER.warn("the audit is written again; {} lines were lost", count);
            write(line("lost").with("count", count).toString());
        }
    }
}
