package io.filetransfer.client.cli;

import io.filetransfer.client.TransferDetail;
import io.filetransfer.client.TransferPath;
import io.filetransfer.codec.TransferTimes;
import io.filetransfer.codec.TransferTimes.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the time of transfers went, in words and as JSON. */
final class SpeedText {
    private SpeedText() {}

    /** On one line: what limited it, and the figures. */
    static String line(TransferDetail detail) {
        List<String> parts = new ArrayList<>();
        parts.add(detail.limit().sentence());
        parts.add("here " + times(detail.client()));
        if (detail.server() != null) {
            parts.add("server " + times(detail.server()));
        }
        String path = path(detail);
        if (!path.isEmpty()) {
            parts.add(path);
        }
        return String.join("; ", parts);
    }

    private static String times(TransferTimes times) {
        List<String> parts = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind != Kind.TOTAL && times.nanos(kind) > 0) {
                parts.add(word(kind) + " " + Quantity.duration(times.nanos(kind)));
            }
        }
        String total = Quantity.duration(times.nanos(Kind.TOTAL));
        return parts.isEmpty() ? total : total + " (" + String.join(", ", parts) + ")";
    }

    private static String word(Kind kind) {
        return switch (kind) {
            case TOTAL -> "total";
            case QUEUE -> "queue";
            case DISK -> "disk";
            case DIGEST -> "checksum";
            case SYNC -> "sync";
            case PACE -> "rate limit";
            case ENCRYPTION -> "encryption";
        };
    }

    private static String path(TransferDetail detail) {
        List<String> parts = new ArrayList<>();
        if (detail.streams() > 0) {
            parts.add(detail.streams() == 1 ? "1 stream" : detail.streams() + " streams");
        }
        TransferPath path = detail.path();
        if (path.roundTripNanos() >= 0) {
            parts.add("round trip " + milliseconds(path.roundTripNanos()));
        }
        if (path.congestionControl() != null) {
            parts.add(path.congestionControl());
        }
        if (path.retransmissions() > 0) {
            parts.add(path.retransmissions() + " segments sent again");
        }
        return String.join(", ", parts);
    }

    static String milliseconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
    }

    /** Adds the same to a result; what is not known is left out. */
    static JsonObject add(JsonObject json, TransferDetail detail) {
        json.add("limit", detail.limit().name()).add("streams", detail.streams());
        TransferPath path = detail.path();
        if (path.roundTripNanos() >= 0) {
            json.add("roundTripMicros", path.roundTripNanos() / 1000);
        }
        if (path.congestionControl() != null) {
            json.add("congestionControl", path.congestionControl());
        }
        if (path.retransmissions() >= 0) {
            json.add("retransmissions", path.retransmissions());
        }
        json.addObject("clientTimes", times(new JsonObject(), detail.client()));
        return detail.server() == null ? json : json.addObject("serverTimes", times(new JsonObject(), detail.server()));
    }

    private static JsonObject times(JsonObject json, TransferTimes times) {
        for (Kind kind : Kind.values()) {
            json.addSeconds(kind.name().toLowerCase(Locale.ROOT), times.nanos(kind));
        }
        return json;
    }
}
