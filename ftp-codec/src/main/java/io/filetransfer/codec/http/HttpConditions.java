package io.filetransfer.codec.http;

import io.filetransfer.codec.Conditions;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** The conditions of a request (RFC 9110, 13.1). A date that is none is as if it were not there. */
final class HttpConditions {
    private static final long FIRST_SECOND =
            Instant.parse("1600-01-01T00:00:00Z").getEpochSecond();

    private static final long LAST_SECOND =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private HttpConditions() {}

    /** Those of a request that reads. */
    static Conditions ofReading(HttpHead head) {
        Conditions.Versions noneMatch = EntityTags.parse(head.field(HttpHeaderNames.IF_NONE_MATCH), true);
        Instant since = noneMatch == null ? date(head.field(HttpHeaderNames.IF_MODIFIED_SINCE)) : null;
        String range = head.field(HttpHeaderNames.RANGE) == null ? null : head.field(HttpHeaderNames.IF_RANGE);
        boolean tag = range != null && (range.startsWith("\"") || range.startsWith("W/"));
        Conditions.Versions rangeMatch = tag ? EntityTags.parse(range, false) : null;
        Instant rangeDate = range == null || tag ? null : date(range);
        if (range != null && !tag && rangeDate == null) {
            rangeMatch = new Conditions.Versions(false, List.of()); // said, but nothing is it
        }
        return new Conditions(match(head), noneMatch, since, unmodifiedSince(head), rangeMatch, rangeDate);
    }

    /** Those of a request that changes something. */
    static Conditions ofChange(HttpHead head) {
        Conditions.Versions noneMatch = EntityTags.parse(head.field(HttpHeaderNames.IF_NONE_MATCH), true);
        return new Conditions(match(head), noneMatch, null, unmodifiedSince(head), null, null);
    }

    private static Conditions.Versions match(HttpHead head) {
        return EntityTags.parse(head.field(HttpHeaderNames.IF_MATCH), false);
    }

    private static Instant unmodifiedSince(HttpHead head) {
        boolean counts = head.field(HttpHeaderNames.IF_MATCH) == null;
        return counts ? date(head.field(HttpHeaderNames.IF_UNMODIFIED_SINCE)) : null;
    }

    private static Instant date(String field) {
        Date date = field == null ? null : DateFormatter.parseHttpDate(field);
        return date == null ? null : date.toInstant();
    }

    /** A time as a field has it: to the second, and in a year of four digits. */
    static String date(Instant time) {
        long second = Math.max(FIRST_SECOND, Math.min(LAST_SECOND, time.getEpochSecond()));
        return DateFormatter.format(Date.from(Instant.ofEpochSecond(second)));
    }
}
