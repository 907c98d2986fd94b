package io.filetransfer.client.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Commands of shells, run by one JVM in their directory and with their streams: for many command lines, as most of what one
 * costs is the start of a JVM. Not part of them are the launcher, and what the shell puts into the environment.
 */
public final class ResidentCommands {
    /**
     * What stands for the program on the shell's path; {@code PORT} is the first line that this class prints. The streams have
     * other numbers, too: a shell turns the usual ones around for a moment when it writes or reads elsewhere.
     */
    private static final String STAND_IN = """
            #!/bin/bash
            exec 3<>/dev/tcp/127.0.0.1/PORT 4<&0 5>&1 6>&2
            printf '%s\\0' "$$" "$PWD" "$#" "$@" >&3
            read -r -u 3 code
            exit "$code"
            """;

    private ResidentCommands() {}

    /** The text of a program that has its words carried out there. */
    public static String standIn(String port) {
        return STAND_IN.replace("PORT", port);
    }

    public static void main(String[] args) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            System.out.println(listener.getLocalPort());
            while (true) {
                Socket shell = listener.accept();
                new Thread(() -> serve(shell)).start(); // those of a pipe run side by side
            }
        }
    }

    private static void serve(Socket shell) {
        try (shell) {
            InputStream told = new BufferedInputStream(shell.getInputStream());
            String streams = "/proc/" + word(told) + "/fd/";
            String directory = word(told);
            if (!Path.of(directory).toRealPath().equals(Path.of("").toRealPath())) {
                throw new IOException("It runs in another directory: " + directory);
            }
            String[] words = new String[Integer.parseInt(word(told))];
            for (int i = 0; i < words.length; i++) {
                words[i] = word(told);
            }
            shell.getOutputStream().write((run(streams, words) + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            System.err.println("A command could not be run: " + e); // the shell reads no code, which is a failure
        }
    }

    private static int run(String streams, String... words) throws IOException {
        try (InputStream in = new FileInputStream(streams + 4);
                OutputStream out = new FileOutputStream(streams + 5, true);
                OutputStream err = new FileOutputStream(streams + 6, true)) {
            return new Program(Terminal.of(in, out, err), System.getenv())
                    .run(words)
                    .number();
        }
    }

    private static String word(InputStream told) throws IOException {
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        for (int next = told.read(); next != 0; next = told.read()) {
            if (next < 0) {
                throw new EOFException("in a word");
            }
            word.write(next);
        }
        return word.toString(StandardCharsets.UTF_8);
    }
}
