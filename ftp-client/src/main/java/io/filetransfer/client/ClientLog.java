package io.filetransfer.client;

/** The client's log, loaded when something happens that is worth a line: a program without such events never loads it. */
final class ClientLog {
    private static final System.Logger LOGGER = System.getLogger("io.filetransfer.client");

    private ClientLog() {}

    static void debug(String message, Throwable cause) {
        LOGGER.log(System.Logger.Level.DEBUG, message, cause);
    }
}
