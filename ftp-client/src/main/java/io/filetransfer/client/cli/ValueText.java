package io.filetransfer.client.cli;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Version;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** The spelling of single values, in results for people and for programs. */
final class ValueText {
    private ValueText() {}

    static String orNull(Digest digest) {
        return digest == null || digest.equals(Digest.NONE) ? null : digest.toString();
    }

    static String orNull(Version version) {
        return version == null ? null : version.toString();
    }

    /** ISO 8601 in UTC, for example {@code 2026-11-22T10:15:30Z}. */
    static String orNull(Instant time) {
        return time == null ? null : time.toString();
    }

    static String orNull(Durability durability) {
        if (durability == null) {
            return null;
        }
        return switch (durability) {
            case SYNCED -> "synced";
            case RELAXED -> "relaxed";
        };
    }

    static String kind(Kind kind) {
        return switch (kind) {
            case FILE -> "file";
            case DIRECTORY -> "directory";
            case LINK -> "link";
            case OTHER -> "other";
        };
    }

    /** Four octal digits, for example {@code 0644}; null when the mode is not known. */
    static String mode(int mode) {
        if (mode < 0) {
            return null;
        }
        StringBuilder digits = new StringBuilder(4);
        for (int shift = 9; shift >= 0; shift -= 3) {
            digits.append((char) ('0' + (mode >> shift & 7)));
        }
        return digits.toString();
    }

    /** As {@code ls -l} has it, for example {@code drwxr-xr-x}. */
    static String permissions(Kind kind, int mode) {
        char type = switch (kind) {
            case FILE -> '-';
            case DIRECTORY -> 'd';
            case LINK -> 'l';
            case OTHER -> '?';
        };
        if (mode < 0) {
            return type + "?????????";
        }
        StringBuilder out = new StringBuilder(10).append(type);
        for (int shift = 6; shift >= 0; shift -= 3) {
            int bits = mode >> shift & 7;
            boolean special = (mode >> 9 & 1 << shift / 3) != 0;
            char letter = shift == 0 ? 't' : 's';
            out.append((bits & 4) != 0 ? 'r' : '-').append((bits & 2) != 0 ? 'w' : '-');
            boolean execute = (bits & 1) != 0;
            out.append(special ? execute ? letter : Character.toUpperCase(letter) : execute ? 'x' : '-');
        }
        return out.toString();
    }

    /** In local time, for example {@code 2026-11-22 10:15}; a dash when it is not known. */
    static String localTime(Instant time) {
        return time == null ? "-" : localTime(time, ZoneId.systemDefault());
    }

    static String localTime(Instant time, ZoneId zone) {
        ZonedDateTime local;
        try {
            local = time.atZone(zone);
        } catch (DateTimeException beyondCalendars) {
            String utc = time.truncatedTo(ChronoUnit.MINUTES).toString(); // a year of ten digits
            int date = utc.indexOf('T');
            return utc.substring(0, date) + " " + utc.substring(date + 1, date + 6);
        }
        return local.getYear() + "-" + Quantity.twoDigits(local.getMonthValue()) + "-"
                + Quantity.twoDigits(local.getDayOfMonth()) + " " + Quantity.twoDigits(local.getHour()) + ":"
                + Quantity.twoDigits(local.getMinute());
    }
}
