package io.filetransfer.client.failure;

/** The client's log, loaded when something happens that is worth a line: a program without such events never loads it. */
public final class ClientLog {
    private static final System.Logger LOGGER = System.getLogger("io.filetransfer.client");

    private ClientLog() {}

    /** For what the program that uses the client has to mend. */
    public static void warning(String message, Throwable cause) {
        LOGGER.log(System.Logger.Level.WARNING, message, cause);
    }

    public static void debug(String message, Throwable cause) {
        LOGGER.log(System.Logger.Level.DEBUG, message, cause);
    }
}
