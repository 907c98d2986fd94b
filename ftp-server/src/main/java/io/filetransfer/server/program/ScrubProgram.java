package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Printable;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.local.Scrub;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code ftp-server scrub}: tells of damaged files. One thread. */
final class ScrubProgram implements Scrub.Observer {
    static final int OK = 0;
    static final int CANNOT_READ = 1;
    static final int USAGE = 2;
    static final int DAMAGED = 3;
    static final int INCOMPLETE = 4;

    private static final long REDRAW_NANOS = 500_000_000;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final PrintStream err;
    private final ScrubOptions options;
    private final boolean drawn;
    private final long began = System.nanoTime();
    private final long[] counts = new long[Scrub.Finding.values().length];
    private long bytes;
    private long drawnAt = began;

    private ScrubProgram(ScrubOptions options, PrintStream out, PrintStream err, boolean terminal) {
        this.options = options;
        this.out = out;
        this.err = err;
        this.drawn = terminal && !options.quiet;
    }

    /** @return the exit status */
    static int run(
            List<String> arguments,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err,
            boolean terminal) {
        ScrubOptions options;
        List<SafePath> paths;
        try {
            options = ScrubOptions.parse(arguments, environment);
            paths = options.paths();
        } catch (ParameterException e) {
            err.println("ftp-server scrub: " + e.getMessage() + "\nTry 'ftp-server scrub --help'.");
            return USAGE;
        }
        if (options.help) {
            out.print(ScrubOptions.HELP);
            return OK;
        }
        return new ScrubProgram(options, out, err, terminal).run(paths);
    }

    /** Whether standard error is one. */
    static boolean onTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException notTold) {
            return false;
        }
    }

    private int run(List<SafePath> paths) {
        long removed = 0;
        try (Scrub scrub = Scrub.open(options.root(), options.add, this)) {
            if (paths.isEmpty()) {
                removed = scrub.everything();
            } else {
                paths.forEach(scrub::part);
            }
        } catch (StorageException e) {
            err.println("ftp-server scrub: cannot read " + options.root() + ": " + e.getMessage());
            return CANNOT_READ;
        }
        summarize(removed);
        out.flush();
        if (count(Scrub.Finding.DAMAGED) > 0) {
            return DAMAGED;
        }
        return count(Scrub.Finding.FAILED) > 0 ? INCOMPLETE : OK;
    }

    @Override
    public void found(String name, Scrub.Finding finding, String reason) {
        counts[finding.ordinal()]++;
        boolean tell = finding == Scrub.Finding.DAMAGED || finding == Scrub.Finding.FAILED;
        if (tell) {
            clear();
        }
        if (tell && options.json) {
            out.println("{\"name\":" + quoted(NameText.approximate(name)) + bytes(name) + ",\"finding\":\""
                    + finding.name().toLowerCase(Locale.ROOT) + "\",\"reason\":" + quoted(reason) + "}");
            out.flush();
        } else if (tell) {
            if (finding == Scrub.Finding.DAMAGED) {
                out.println(Printable.quoted(name));
                out.flush();
            }
            err.println("ftp-server scrub: " + Printable.quoted(name) + ": " + reason);
        }
        draw();
    }

    @Override
    public void read(long count) {
        bytes += count;
        draw();
        // 1/rate seconds for each byte so far; what was slower than that is not caught up with beyond the average.
        double due = bytes / (double) options.rate * TimeUnit.SECONDS.toNanos(1);
        long wait = (long) due - (System.nanoTime() - began);
        while (wait > 0) {
            LockSupport.parkNanos(wait);
            wait = (long) due - (System.nanoTime() - began);
        }
    }

    private void summarize(long removed) {
        clear();
        if (options.json) {
            out.println("{\"summary\":true,\"files\":" + files() + ",\"bytes\":" + bytes + ",\"intact\":"
                    + count(Scrub.Finding.INTACT) + ",\"damaged\":" + count(Scrub.Finding.DAMAGED)
                    + ",\"withoutDigest\":" + count(Scrub.Finding.WITHOUT_DIGEST) + ",\"added\":"
                    + count(Scrub.Finding.ADDED) + ",\"changing\":" + count(Scrub.Finding.CHANGING) + ",\"failed\":"
                    + count(Scrub.Finding.FAILED) + ",\"orphansRemoved\":" + removed + "}");
        } else if (!options.quiet) {
            err.println(files() + " files, " + megabytes() + " read: " + count(Scrub.Finding.INTACT) + " intact, "
                    + count(Scrub.Finding.DAMAGED) + " damaged, " + count(Scrub.Finding.WITHOUT_DIGEST)
                    + " without a digest, " + count(Scrub.Finding.ADDED) + " given one, "
                    + count(Scrub.Finding.CHANGING) + " changing, " + count(Scrub.Finding.FAILED)
                    + " could not be checked"
                    + (removed == 0 ? "" : "; " + removed + " digests of files that are gone removed"));
        }
    }

    private void draw() {
        long now = System.nanoTime();
        if (drawn && now - drawnAt >= REDRAW_NANOS) {
            drawnAt = now;
            double seconds = (now - began) / 1e9;
            err.print(CLEAR_LINE + files() + " files, " + megabytes()
                    + String.format(Locale.ROOT, ", %.0f MB/s", bytes / 1e6 / seconds));
            err.flush();
        }
    }

    private void clear() {
        if (drawn) {
            err.print(CLEAR_LINE);
        }
    }

    private String megabytes() {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private long files() {
        long files = 0;
        for (long count : counts) {
            files += count;
        }
        return files;
    }

    private long count(Scrub.Finding finding) {
        return counts[finding.ordinal()];
    }

    /** A name that is not UTF-8 comes as the hexadecimal digits of its bytes, too. */
    private static String bytes(String name) {
        return NameText.isText(name) ? "" : ",\"nameBytes\":\"" + HexFormat.of().formatHex(NameText.bytes(name)) + '"';
    }

    /** As a JSON string: what {@link Printable#quoted} leaves as it is, JSON takes as it is, and its escapes are JSON's. */
    private static String quoted(String text) {
        return '"' + Printable.quoted(text) + '"';
    }
}
