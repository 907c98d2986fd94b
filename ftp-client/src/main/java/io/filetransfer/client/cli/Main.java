package io.filetransfer.client.cli;

/** The program {@code ftp-client}. */
public final class Main {
    private Main() {}

    /** Said by the launcher of a command that will probably encrypt. */
    private static final String ENCRYPTS = "ftp.encrypts";

    /** Ends the virtual machine with the program's exit code: waiting for idle threads would cost half a second. */
    public static void main(String... args) {
        if (Boolean.getBoolean(ENCRYPTS)) {
            CipherStart.begin(args);
        }
        int code = new Program(Terminal.system(), System.getenv())
                .run(Arguments.exact(args))
                .number();
        System.exit(code);
    }
}
