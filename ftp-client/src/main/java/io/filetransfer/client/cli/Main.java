package io.filetransfer.client.cli;

/** The program {@code ftp-client}. */
public final class Main {
    private Main() {}

    /** Ends the virtual machine with the program's exit code: waiting for idle threads would cost half a second. */
    public static void main(String... args) {
        int code = new Program(Terminal.system(), System.getenv())
                .run(Arguments.exact(args))
                .number();
        System.exit(code);
    }
}
