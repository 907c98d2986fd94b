package io.filetransfer.client.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Tells digests of files without moving them. */
final class DigestCommand extends Command {
    @Parameter(
            names = {"-a", "--algorithm"},
            placeholder = "NAME",
            description = "crc32c (the default) or sha256.",
            converter = AlgorithmConverter.class)
    DigestAlgorithm algorithm;

    private final List<RemoteName> names = new ArrayList<>();

    @Override
    String name() {
        return "digest";
    }

    @Override
    List<String> synopsis() {
        return List.of("digest [OPTION]... REMOTE...");
    }

    @Override
    List<String> details() {
        return List.of(
                "All operands are remote names. A line has the digest, two blanks and the name, as by sha256sum.",
                PATTERNS);
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("digest localhost/notes.txt", "CRC-32C"),
                new Example("digest -a sha256 host/a.iso host/b.iso", "SHA-256 of two files"));
    }

    @Override
    void prepare() throws UsageException {
        requireOperands(1, Integer.MAX_VALUE, "the remote name of a file");
        for (String operand : operands) {
            names.add(remote(operand).requirePath());
        }
    }

    @Override
    void run(Run run) {
        Expansion.eachFile(names, run, (name, found) -> run.add(new DigestOfFile(name, run)));
    }

    private final class DigestOfFile extends CommandItem<Digest> {
        private final Run run;

        DigestOfFile(RemoteName remote, Run run) {
            super(remote);
            this.run = run;
        }

        @Override
        protected CompletableFuture<Digest> start() {
            return follow(run.clients()
                    .of(remote)
                    .digest(remote.request(), algorithm == null ? DigestAlgorithm.CRC32C : algorithm));
        }

        @Override
        void done(Digest digest, Report report) {
            report.succeeded();
            if (report.json()) {
                report.write(report.result(name).add("digest", digest.toString()));
            } else {
                report.print(digest.hex() + "  " + Printable.of(name));
            }
        }
    }

    /** Public for the option parser's reflection. */
    public static final class AlgorithmConverter implements IStringConverter<DigestAlgorithm> {
        @Override
        public DigestAlgorithm convert(String value) {
            return switch (value) {
                case "crc32c" -> DigestAlgorithm.CRC32C;
                case "sha256" -> DigestAlgorithm.SHA256;
                default -> throw new ParameterException("--algorithm is crc32c or sha256, not '" + value + "'");
            };
        }
    }
}
