package io.filetransfer.server.program;

/**
 * A value that a setting was given outside of the command line.
 *
 * @param where for whoever has to mend it
 */
record Given(String text, String where) {}
