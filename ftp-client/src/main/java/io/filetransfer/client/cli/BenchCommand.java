package io.filetransfer.client.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterException;
import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.ByteCount;
import io.filetransfer.codec.ErrorCode;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Measures how fast files would move, and says what limits them. */
final class BenchCommand extends Command {
    private static final long DEFAULT_MOST = 256 << 20;

    @Parameter(
            names = "--size",
            placeholder = "SIZE",
            description = "Store at most SIZE bytes at once, and move no more for each figure (default 256M).",
            converter = SizeConverter.class)
    Long size;

    private RemoteName place;

    @Override
    String name() {
        return "bench";
    }

    @Override
    List<String> synopsis() {
        return List.of("bench [OPTION]... HOST[:PORT][/DIRECTORY]");
    }

    @Override
    List<String> details() {
        return List.of(
                "Makes a folder ftp-client-bench-... in the directory (the root, if none is given), stores made-up files in "
                        + "it, gets them back, and removes it; nothing else on the server is touched, and no disk on this "
                        + "side. Whoever may store, get and remove files there may measure. It goes through the server's disk, "
                        + "quotas and limits as any file does.",
                "A line each for one stream, several at once (--connections), and small files, both ways: how fast, and what "
                        + "limited it. Each takes about a second, on a slow way longer. If it is interrupted, the folder stays, "
                        + "and can be removed.");
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("bench --size 16M localhost", "to a server and back, with little on its disk"),
                new Example("bench --size 64M --connections 8 host/photos", "in a directory, on more connections"));
    }

    @Override
    void prepare() throws UsageException {
        requireOperands(1, 1, "the name of a server, or of a directory on it");
        place = remote(operands.get(0));
    }

    @Override
    boolean measures() {
        return true;
    }

    @Override
    String explain(ErrorCode code) {
        return switch (code) {
            case READ_ONLY -> "the server takes no files, so nothing can be measured";
            case DENIED -> "nothing can be measured where you may not store files; name a directory where you may";
            default -> null;
        };
    }

    @Override
    void run(Run run) {
        try {
            FileTransferClient client = run.clients().of(place);
            String directory = place.request().equals("/") ? "" : place.request() + "/";
            String folder = directory + "ftp-client-bench-" + random();
            int streams = connections == null ? ClientConfig.DEFAULT_CONNECTIONS : connections;
            long most = size == null ? DEFAULT_MOST : size;
            Bench bench = new Bench(client, folder, most, streams, measure -> tell(run.report(), measure));
            tellAnswers(run.report(), bench.answerNanos());
            run.report().note("measures in " + folder + " on the server, which is removed afterwards");
            bench.run();
        } catch (FileTransferException e) {
            run.failed(place.text(), e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[6];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void tellAnswers(Report report, long nanos) {
        report.succeeded();
        if (report.json()) {
            report.write(report.result(place.text()).add("measure", "answer").add("micros", nanos / 1000));
        } else {
            report.print(line("a question", "and its answer", SpeedText.milliseconds(nanos), null));
        }
    }

    private void tell(Report report, Bench.Measure measure) {
        report.succeeded();
        String way = measure.toServer() ? "to the server" : "from the server";
        long perSecond = Quantity.perSecond(measure.bytes(), measure.nanos());
        if (report.json()) {
            JsonObject json = report.result(place.text())
                    .add("measure", measure.subject().name().toLowerCase(Locale.ROOT))
                    .add("way", measure.toServer() ? "put" : "get")
                    .add("files", measure.files())
                    .add("bytes", measure.bytes())
                    .addSeconds("seconds", measure.nanos())
                    .add("bytesPerSecond", perSecond);
            report.write(SpeedText.add(json, measure.detail()));
            return;
        }
        boolean small = measure.subject() == Bench.Subject.SMALL_FILES;
        String speed =
                small ? Quantity.perSecond(measure.files(), measure.nanos()) + " files/s" : Quantity.rate(perSecond);
        report.print(line(subject(measure), way, speed, measure.detail().limit().sentence()));
        report.detail("  " + SpeedText.line(measure.detail()));
    }

    private static String subject(Bench.Measure measure) {
        return switch (measure.subject()) {
            case ONE_STREAM -> "one stream";
            case SEVERAL_STREAMS -> measure.files() + " streams";
            case SMALL_FILES -> "small files";
        };
    }

    private static String line(String subject, String way, String speed, String limit) {
        String line = String.format(Locale.ROOT, "%-12s %-16s %14s", subject, way, speed);
        return limit == null ? line : line + "  " + limit;
    }

    /** Public for the option parser's reflection. */
    public static final class SizeConverter implements IStringConverter<Long> {
        @Override
        public Long convert(String value) {
            long size = ByteCount.parse(value).orElse(0);
            if (size <= 0) {
                throw new ParameterException(
                        "--size is a number of bytes, perhaps with K, M, G or T, and above zero, not '" + value + "'");
            }
            return size;
        }
    }
}
