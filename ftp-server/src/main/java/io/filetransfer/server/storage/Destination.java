package io.filetransfer.server.storage;

import java.util.Objects;

/**
 * Where a file is to be, and what it may find there.
 *
 * @param target its name
 * @param parents whether missing parent directories are made
 * @param expectation about what has the name now
 */
public record Destination(SafePath target, boolean parents, Expectation expectation) {
    public Destination {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(expectation, "expectation");
    }

    /** In a directory that is there, whatever has the name now. */
    public static Destination of(SafePath target) {
        return new Destination(target, false, Expectation.ANY);
    }
}
