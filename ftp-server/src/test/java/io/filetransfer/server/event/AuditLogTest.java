package io.filetransfer.server.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.Version;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class AuditLogTest {
    private static final Peer PEER = Peer.of(new InetSocketAddress("192.0.2.7", 40312));
    private static final Instant TIME = Instant.parse("2026-07-01T12:00:00.100Z");

    private final List<String> lines = new ArrayList<>();
    private long now;
    private boolean broken;
    private final AuditLog audit =
            new AuditLog(this::write, Runnable::run, Clock.fixed(TIME, ZoneOffset.UTC), () -> now);

    private void write(String line) {
        if (broken) {
            throw new IllegalStateException("disk full");
        }
        lines.add(line);
    }

    private static RequestEnd end(RequestEnd.Result result, Request request, ErrorCode code) {
        return new RequestEnd(
                PEER,
                "alice",
                Dialect.NATIVE,
                request,
                0,
                0,
                1,
                0,
                Digest.NONE,
                RequestEnd.Form.REPLY,
                result,
                code == null ? null : new Failure(code, "Because."));
    }

    private static Request request(Choice choice) {
        return new Request("a", choice, Options.NONE);
    }

    @Test
    void aChangeHasAllThatIsKnownOfIt() {
        Options options = Options.NONE
                .with(Option.TARGET, "b\"\\\n\u202e")
                .with(Option.EXPECT_VERSION, Version.parse("0a"))
                .with(Option.UPLOAD_ID, new UploadId(1, 2));
        audit.changed(new Changed(
                PEER.withAgent("tester/1"),
                "alice",
                new Request("ä/\u0007", Choice.MOVE, options),
                Version.parse("0b"),
                7));
        assertEquals(
                List.of(
                        "{\"time\":\"2026-07-01T12:00:00.100Z\",\"event\":\"change\",\"user\":\"alice\","
                                + "\"address\":\"192.0.2.7:40312\",\"choice\":\"MOVE\",\"name\":\"ä/\\u0007\","
                                + "\"target\":\"b\\\"\\\\\\u000a\\u202e\",\"expected\":\"0a\","
                                + "\"id\":\"00000000000000010000000000000002\",\"agent\":\"tester/1\",\"version\":\"0b\",\"bytes\":7}"),
                lines);
    }

    @Test
    void loginsThatWentWellOrNot() {
        audit.loginEnded(new LoginEnd(PEER.withAgent("tester/1"), "alice", LoginEnd.Means.TOKEN, null));
        audit.loginEnded(new LoginEnd(PEER, "", LoginEnd.Means.PASSWORD, ErrorCode.UNAUTHENTICATED));
        audit.accessWithdrawn(PEER, "alice");
        String time = "{\"time\":\"2026-07-01T12:00:00.100Z\",\"event\":";
        assertEquals(
                List.of(
                        time + "\"login\",\"user\":\"alice\",\"address\":\"192.0.2.7:40312\",\"means\":\"TOKEN\","
                                + "\"agent\":\"tester/1\"}",
                        time + "\"login-failed\",\"address\":\"192.0.2.7:40312\",\"means\":\"PASSWORD\","
                                + "\"code\":\"UNAUTHENTICATED\"}",
                        time + "\"withdrawn\",\"user\":\"alice\",\"address\":\"192.0.2.7:40312\"}"),
                lines);
    }

    @Test
    void whatIsRefusedAndChangesThatFailHaveALineAndReadingHasNone() {
        audit.requestEnded(end(RequestEnd.Result.REFUSED, request(Choice.GET), ErrorCode.NOT_FOUND));
        audit.requestEnded(end(RequestEnd.Result.FAILED, request(Choice.DELETE), ErrorCode.NOT_EMPTY));
        audit.requestEnded(end(RequestEnd.Result.FAILED, request(Choice.GET), ErrorCode.DENIED));
        Options part = Options.NONE.with(Option.OFFSET, 0L).with(Option.UPLOAD_ID, new UploadId(1, 2));
        audit.requestEnded(end(RequestEnd.Result.FAILED, new Request("a", Choice.PUT, part), ErrorCode.QUOTA_EXCEEDED));
        audit.requestEnded(end(RequestEnd.Result.FAILED, new Request("a", Choice.PUT, part), ErrorCode.TRUNCATED));
        audit.requestEnded(end(RequestEnd.Result.FAILED, request(Choice.GET), ErrorCode.NOT_FOUND));
        audit.requestEnded(end(RequestEnd.Result.OK, request(Choice.GET), null));
        audit.requestEnded(end(RequestEnd.Result.OK, request(Choice.DELETE), null)); // its change is told on its own
        audit.requestEnded(end(RequestEnd.Result.LOST, request(Choice.DELETE), null));
        assertEquals(4, lines.size(), lines.toString());
        assertTrue(lines.get(0)
                .endsWith("\"choice\":\"GET\",\"name\":\"a\",\"code\":\"NOT_FOUND\",\"reason\":\"Because.\"}"));
        assertTrue(lines.get(0).contains("\"event\":\"refused\""));
        assertTrue(lines.get(1).contains("\"event\":\"failed\""));
    }

    @Test
    void aFloodIsCountedAndChangesAreAllThere() {
        for (int i = 0; i < 1000; i++) {
            audit.loginEnded(new LoginEnd(PEER, "", LoginEnd.Means.PASSWORD, ErrorCode.UNAUTHENTICATED));
            audit.requestEnded(end(RequestEnd.Result.REFUSED, request(Choice.PUT), ErrorCode.DENIED));
            audit.requestEnded(end(RequestEnd.Result.FAILED, request(Choice.MOVE), ErrorCode.EXISTS));
            audit.requestEnded(end(RequestEnd.Result.FAILED, request(Choice.MOVE), ErrorCode.STORAGE_FAILED));
            audit.changed(new Changed(PEER, "alice", request(Choice.DELETE), null, 0));
        }
        assertEquals(1000, count("\"event\":\"change\""));
        assertEquals(1000, count("STORAGE_FAILED"));
        assertEquals(AuditLog.LINES_PER_PERIOD, count("login-failed"));
        assertEquals(AuditLog.LINES_PER_PERIOD, count("DENIED") + count("EXISTS"));
        audit.serverEnded();
        assertEquals(1, count("\"event\":\"left-out\",\"of\":\"login-failed\",\"count\":900}"));
        assertEquals(1, count("\"event\":\"left-out\",\"of\":\"refused\",\"count\":1900}"));
    }

    /** What was in the directory may be gone, though the directory is not. */
    @Test
    void aTreeThatIsHalfRemovedIsNeverLeftOut() {
        Request tree = new Request("a", Choice.DELETE, Options.NONE.withFlag(Option.RECURSIVE, true));
        for (int i = 0; i < 300; i++) {
            audit.requestEnded(end(RequestEnd.Result.FAILED, tree, ErrorCode.DENIED));
            audit.requestEnded(end(RequestEnd.Result.FAILED, tree, ErrorCode.NOT_FOUND));
        }
        assertEquals(300, count("DENIED"));
        assertEquals(AuditLog.LINES_PER_PERIOD, count("NOT_FOUND"));
    }

    private long count(String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }

    @Test
    void whatCannotBeWrittenIsCountedAndNothingElseFails() {
        broken = true;
        audit.changed(new Changed(PEER, "alice", request(Choice.DELETE), null, 0));
        audit.accessWithdrawn(PEER, "alice");
        broken = false;
        audit.accessWithdrawn(PEER, "bob");
        assertEquals(2, lines.size());
        assertTrue(lines.get(1).endsWith("\"event\":\"lost\",\"count\":2}"), lines.get(1));
    }

    /** Event loops wait for no disk, and memory has an end. */
    @Test
    void whatWaitsForASlowDiskIsBounded() {
        Queue<Runnable> disk = new ArrayDeque<>();
        AuditLog behind = new AuditLog(this::write, disk::add, Clock.systemUTC(), () -> now);
        for (int i = 0; i < AuditLog.MAX_WAITING + 5; i++) {
            behind.accessWithdrawn(PEER, "alice");
        }
        assertEquals(AuditLog.MAX_WAITING, disk.size());
        behind.changed(
                new Changed(PEER, "alice", request(Choice.DELETE), null, 0)); // on a disk thread: it waits itself
        assertEquals(1, count("\"event\":\"change\""));
        assertEquals(1, count("\"event\":\"lost\",\"count\":5}"));
        disk.forEach(Runnable::run);
        assertEquals(AuditLog.MAX_WAITING, count("\"event\":\"withdrawn\""));
        assertEquals(1, count("\"event\":\"lost\""));
    }

    @Test
    void credentialsAreNotShown() {
        byte[] secret = "ftt_secret".getBytes(StandardCharsets.UTF_8);
        Options options = Options.NONE.with(Option.CREDENTIALS, new Credentials(Credentials.TOKEN, secret));
        audit.requestEnded(
                end(RequestEnd.Result.REFUSED, new Request("a", Choice.PUT, options), ErrorCode.UNSUPPORTED));
        audit.changed(new Changed(PEER, "alice", new Request("a", Choice.PUT, options), null, 0));
        assertEquals(2, lines.size());
        assertFalse(lines.toString().contains("secret"), lines.toString());
    }
}
