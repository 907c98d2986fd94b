package io.filetransfer.server.event;

import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Printable;
import io.filetransfer.codec.Request;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** One event of an audit as a JSON object, in one line. What is not known is left out. */
public final class AuditLine {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final StringBuilder text = new StringBuilder(256);

    public AuditLine(Instant time, String event) {
        text.append("{\"time\":\"");
        TIME.formatTo(time, text);
        text.append("\",\"event\":\"").append(event).append('"');
    }

    /** Left out if it is null or empty. What {@link Printable#quoted} gives is what JSON has between quotes. */
    public AuditLine with(String key, Object value) {
        String spelled = value == null ? "" : value.toString();
        if (!spelled.isEmpty()) {
            text.append(",\"")
                    .append(key)
                    .append("\":\"")
                    .append(Printable.quoted(spelled))
                    .append('"');
        }
        return this;
    }

    AuditLine with(String key, long number) {
        text.append(",\"").append(key).append("\":").append(number);
        return this;
    }

    AuditLine who(Peer peer, String user) {
        return with("user", user).with("address", peer.address());
    }

    /** Of a request nothing but what is named here is shown: it may have secrets. */
    AuditLine what(Peer peer, Request request) {
        Options options = request.options();
        return with("choice", request.choice())
                .with("name", request.name())
                .with("target", options.get(Option.TARGET, null))
                .with("expected", options.get(Option.EXPECT_VERSION, null))
                .with("id", options.get(Option.UPLOAD_ID, null))
                .with("agent", peer.agent().isEmpty() ? null : peer.agent());
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
