package io.filetransfer.server.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransferLogTest {
    private static final Peer PEER = Peer.of(new InetSocketAddress("192.0.2.7", 40312));

    private final List<String> lines = new ArrayList<>();
    private final TransferLog log = new TransferLog();
    private final Appender appender = new Appender();

    private final class Appender extends AbstractAppender {
        Appender() {
            super("test", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            lines.add(event.getLevel() + " " + event.getLoggerName() + " "
                    + event.getMessage().getFormattedMessage());
        }
    }

    private static List<Logger> loggers() {
        return List.of((Logger) LogManager.getLogger("server"), (Logger) LogManager.getLogger("transfer"));
    }

    @BeforeEach
    void listen() {
        appender.start();
        for (Logger logger : loggers()) {
            Configurator.setLevel(logger.getName(), Level.INFO);
            logger.addAppender(appender);
        }
    }

    @AfterEach
    void leave() {
        for (Logger logger : loggers()) {
            logger.removeAppender(appender);
            Configurator.setLevel(logger.getName(), Level.WARN);
        }
    }

    private static RequestEnd listing(ErrorCode code) {
        return new RequestEnd(
                PEER,
                "",
                Dialect.NATIVE,
                new Request("a\nb", Choice.LIST, Options.NONE),
                0,
                0,
                1_500_000,
                0,
                Digest.NONE,
                RequestEnd.Form.BODY,
                RequestEnd.Result.FAILED,
                new Failure(code, "Not all could be listed; d/x."));
    }

    /** Files that no request can name are for the operator to mend, so there is a line of the server's too. */
    @Test
    void aListingThatCouldNotNameAllIsAWarning() {
        log.requestEnded(listing(ErrorCode.BAD_NAME));
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("WARN server "), lines::toString);
        assertTrue(
                lines.get(0).endsWith(" LIST \"a\\u000ab\" BAD_NAME: Not all could be listed; d/x."), lines::toString);
        assertTrue(lines.get(1).startsWith("INFO transfer "), lines::toString);
        lines.clear();
        log.requestEnded(listing(ErrorCode.DENIED));
        assertEquals(1, lines.size(), lines::toString);
    }

    @Test
    void longNamesOfWhatFailedAreCut() {
        String name = "\n".repeat(4096);
        for (RequestEnd.Result result : List.of(RequestEnd.Result.FAILED, RequestEnd.Result.OK)) {
            log.requestEnded(new RequestEnd(
                    PEER,
                    "",
                    Dialect.NATIVE,
                    new Request(name, Choice.GET, Options.NONE),
                    0,
                    0,
                    1,
                    0,
                    Digest.NONE,
                    RequestEnd.Form.REPLY,
                    result,
                    result == RequestEnd.Result.OK ? null : new Failure(ErrorCode.NOT_FOUND, "None.")));
        }
        assertTrue(lines.get(0).length() < 2000 && lines.get(0).contains("\\u000a...\" 0 bytes"), lines.get(0));
        assertTrue(lines.get(1).length() > 6 * 4096, lines.get(1));
    }

    @Test
    void noMemoryAndNoConnectionsAreTold() {
        log.outOfMemory(PEER, new OutOfMemoryError("Java heap\nspace"));
        log.notAccepted(new IOException("Too many open files"));
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("ERROR server "), lines::toString);
        assertTrue(lines.get(0).endsWith(" out of memory: Java heap\\u000aspace"), lines::toString);
        assertTrue(lines.get(1).contains("Too many open files"), lines::toString);
    }

    /** Whoever fails all the time does not fill the disk; how much was left out is said at the end. */
    @Test
    void floodsAreCounted() {
        for (int i = 0; i < 150; i++) {
            log.outOfMemory(PEER, new OutOfMemoryError());
            log.notAccepted(new IOException());
        }
        assertEquals(200, lines.size());
        lines.clear();
        log.serverEnded();
        assertEquals(
                List.of(
                        "WARN server 50 more connections that failed are not logged one by one",
                        "WARN server 50 more faults of storage or server are not logged one by one"),
                lines);
    }
}
