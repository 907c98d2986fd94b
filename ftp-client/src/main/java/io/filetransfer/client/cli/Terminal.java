package io.filetransfer.client.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * The three standard streams and what they lead to. The launcher finds out which of them are terminals, for one
 * {@code test} each, and tells it in system properties; started by hand, the console decides.
 */
final class Terminal {
    private static final int LONGEST_ANSWER = 80;

    private final Output out;
    private final Output err;
    private final ReadableByteChannel in;
    private final WritableByteChannel rawOut;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private final boolean interactive;

    Terminal(
            ReadableByteChannel in,
            OutputStream out,
            WritableByteChannel rawOut,
            OutputStream err,
            boolean outIsTerminal,
            boolean errIsTerminal,
            boolean interactive) {
        this.in = in;
        this.out = new Output(out, false);
        this.rawOut = rawOut;
        this.err = new Output(err, true);
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.interactive = interactive;
    }

    static Terminal system() {
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        FileOutputStream err = new FileOutputStream(FileDescriptor.err);
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        boolean errIsTerminal = isTerminal("ftp.tty.err");
        return new Terminal(
                in.getChannel(),
                out,
                out.getChannel(),
                err,
                isTerminal("ftp.tty.out"),
                errIsTerminal && !dumb,
                errIsTerminal && isTerminal("ftp.tty.in"));
    }

    static Terminal of(InputStream in, OutputStream out, OutputStream err) {
        return new Terminal(Channels.newChannel(in), out, Channels.newChannel(out), err, false, false, false);
    }

    /** Results. */
    Output out() {
        return out;
    }

    /** Everything else: messages, progress, summaries. */
    Output err() {
        return err;
    }

    ReadableByteChannel in() {
        return in;
    }

    /** Standard output for content instead of lines. */
    WritableByteChannel rawOut() {
        return rawOut;
    }

    boolean outIsTerminal() {
        return outIsTerminal;
    }

    /** Whether lines on the error stream can be redrawn. */
    boolean errIsTerminal() {
        return errIsTerminal;
    }

    /** Whether there is somebody who can be asked: on the error stream, with the answer on standard input. */
    boolean isInteractive() {
        return interactive;
    }

    /** Asks, and waits for a line. Byte by byte: what follows the line is not taken. Empty without a whole one. */
    String ask(String question) throws IOException {
        err.now(question);
        ByteBuffer next = ByteBuffer.allocate(1);
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_ANSWER && in.read(next.clear()) > 0) {
            if (next.get(0) == '\n') {
                return line.toString().strip();
            }
            line.append((char) (next.get(0) & 0xff));
        }
        err.now("\n"); // nobody ended the line
        return "";
    }

    /** Asks for what is not shown while it is typed; null where nobody can be asked. */
    char[] askSecret(String question) {
        return canAskSecret() ? System.console().readPassword("%s", question) : null;
    }

    @SuppressWarnings("SystemConsoleNull") // since Java 22 it is there without a terminal too, and is asked
    boolean canAskSecret() {
        return interactive && System.console() != null && consoleIsTerminal();
    }

    /** Columns of the terminal; asks the terminal by a small process, so not more than every few seconds. */
    int width() {
        int columns = number(System.getenv("COLUMNS"));
        if (columns <= 0) {
            String size = sttySize();
            columns = number(size.substring(size.indexOf(' ') + 1));
        }
        return columns > 0 ? columns : 80;
    }

    private static String sttySize() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new java.io.File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream answer = stty.getInputStream()) {
                return new String(answer.readNBytes(32), java.nio.charset.StandardCharsets.US_ASCII).trim();
            }
        } catch (IOException e) {
            return "";
        }
    }

    private static int number(String text) {
        try {
            return text == null ? -1 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @SuppressWarnings("SystemConsoleNull") // since Java 22 it is there without a terminal too, and is asked
    private static boolean isTerminal(String property) {
        String told = System.getProperty(property);
        if (told != null) {
            return told.equals("true");
        }
        return System.console() != null && consoleIsTerminal();
    }

    /** Since JDK 22 there is a console without a terminal too, and a method that tells; older ones have neither. */
    private static boolean consoleIsTerminal() {
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(System.console());
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
