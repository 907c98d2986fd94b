package io.filetransfer.server.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine: open files, the clock, ports. */
final class MachineCheck {
    /** Each connection takes one, and each transfer another. */
    private static final long FEW_FILES = 20_000;

    private static final long TOO_FEW_FILES = 256;

    /** No clock that is right says less. */
    private static final Instant RELEASED = Instant.parse("2026-01-01T00:00:00Z");

    private static final Pattern OPEN_FILES = Pattern.compile("Max open files +([0-9]+|unlimited) +([0-9]+|unlimited)");
    private static final int TOOL_SECONDS = 5;

    private MachineCheck() {}

    static Finding openFiles() {
        try {
            return openFiles(Files.readString(Path.of("/proc/self/limits")));
        } catch (IOException e) {
            return Finding.warning("open files", "the limit cannot be read: " + e.getMessage(), "");
        }
    }

    /** @param limits as in {@code /proc/self/limits} */
    static Finding openFiles(String limits) {
        Matcher found = OPEN_FILES.matcher(limits);
        if (!found.find()) {
            return Finding.warning("open files", "the system does not tell the limit", "");
        }
        // The JVM raises its own limit to the hard one.
        String most = found.group(2);
        long limit = most.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(most);
        String text = "at most " + most;
        String advice = "raise it: LimitNOFILE=65536 in the unit, or ulimit -n";
        if (limit < TOO_FEW_FILES) {
            return Finding.failed("open files", text, advice);
        }
        return limit < FEW_FILES ? Finding.warning("open files", text, advice) : Finding.ok("open files", text);
    }

    static Finding clock() {
        return clock(Instant.now(), said(List.of("timedatectl", "show", "-p", "NTPSynchronized", "--value")));
    }

    /** @param synchronised what the system says of it; empty if it says nothing */
    static Finding clock(Instant now, String synchronised) {
        if (now.isBefore(RELEASED)) {
            return Finding.failed("clock", "it says " + now, "set it: certificates and tokens are judged by it");
        }
        return synchronised.equals("no")
                ? Finding.warning(
                        "clock",
                        "it is kept right by nobody",
                        "let a time service run (systemd-timesyncd, chrony): certificates and tokens are judged by it")
                : Finding.ok("clock", now + (synchronised.equals("yes") ? ", synchronised" : ""));
    }

    /** What a program says in one line; empty where there is none. */
    static String said(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "";
            }
            return new String(process.getInputStream().readNBytes(1024), StandardCharsets.UTF_8).strip();
        } catch (IOException none) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    static Finding port(String subject, InetSocketAddress address) {
        String shown = address.getHostString() + ":" + address.getPort();
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return Finding.ok(subject, shown + " is free");
        } catch (IOException e) {
            String text = shown + ": " + e.getMessage();
            return e.getMessage() != null && e.getMessage().contains("in use")
                    ? Finding.warning(
                            subject, text, "this server runs already, or another program has the port: ss -ltnp")
                    : Finding.failed(
                            subject, text, "take an address of this machine, and a port that its user may have");
        }
    }
}
