package io.filetransfer.server.storage;

import io.filetransfer.codec.Conditions;
import io.filetransfer.codec.Version;

/** What must be true of a name's present content for a change to go through; decided together with the change. */
public sealed interface Expectation {
    /** Anything, or nothing: replace. */
    record Any() implements Expectation {}

    /** Nothing is there. */
    record Absent() implements Expectation {
        @Override
        public boolean wantsNothing() {
            return true;
        }
    }

    /** A file with just this version is there. */
    record Is(Version version) implements Expectation {
        @Override
        public boolean takesNothing() {
            return false;
        }

        @Override
        public boolean takes(Attributes present) {
            return version.equals(present.version());
        }
    }

    /**
     * What is there, or nothing, is as the conditions have it.
     *
     * @param absent and nothing is there
     */
    record Met(Conditions conditions, boolean absent) implements Expectation {
        @Override
        public boolean wantsNothing() {
            return absent;
        }

        @Override
        public boolean takesNothing() {
            return conditions.allowCreation();
        }

        @Override
        public boolean takes(Attributes present) {
            return conditions.allowChange(present.version(), present.modified());
        }
    }

    // Nobody reaches the two types but through these, so that there is one order in which all is initialized.
    @SuppressWarnings("ClassInitializationDeadlock")
    Expectation ANY = new Any();

    @SuppressWarnings("ClassInitializationDeadlock")
    Expectation ABSENT = new Absent();

    /** Whether nothing may be there. */
    default boolean wantsNothing() {
        return false;
    }

    /** Whether it is well if nothing is there. */
    default boolean takesNothing() {
        return true;
    }

    /** Whether it is well if this is there; asked only if something may be. */
    default boolean takes(Attributes present) {
        return true;
    }
}
