package io.filetransfer.server.storage;

import io.filetransfer.codec.Version;

/** What must be true of a name's present content for a change to go through; decided together with the change. */
public sealed interface Expectation {
    /** Anything, or nothing: replace. */
    record Any() implements Expectation {}

    /** Nothing is there. */
    record Absent() implements Expectation {}

    /** A file with just this version is there. */
    record Is(Version version) implements Expectation {}

    Expectation ANY = new Any();
    Expectation ABSENT = new Absent();
}
