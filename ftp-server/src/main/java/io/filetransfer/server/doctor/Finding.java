package io.filetransfer.server.doctor;

import io.filetransfer.codec.Printable;
import java.util.Locale;

/**
 * What one check has found.
 *
 * @param advice what to do; empty where nothing is
 */
public record Finding(State state, String subject, String text, String advice) {
    public enum State {
        OK,
        /** It works, but perhaps not for long, or not well. */
        WARNING,
        /** A server could not start or not keep its promises. */
        FAILED
    }

    static Finding ok(String subject, String text) {
        return new Finding(State.OK, subject, text, "");
    }

    static Finding warning(String subject, String text, String advice) {
        return new Finding(State.WARNING, subject, text, advice);
    }

    static Finding failed(String subject, String text, String advice) {
        return new Finding(State.FAILED, subject, text, advice);
    }

    /** For people: one line, or two. */
    public String line() {
        return String.format(
                        Locale.ROOT, "%-8s %-12s %s%n", state == State.OK ? "ok" : state, subject, Printable.of(text))
                + (advice.isEmpty() ? "" : " ".repeat(22) + "-> " + Printable.of(advice) + "\n");
    }

    /** One JSON object. */
    public String json() {
        return "{\"check\":\"" + subject + "\",\"state\":\"" + state.name().toLowerCase(Locale.ROOT) + "\",\"text\":\""
                + Printable.quoted(text) + "\",\"advice\":\"" + Printable.quoted(advice) + "\"}";
    }
}
