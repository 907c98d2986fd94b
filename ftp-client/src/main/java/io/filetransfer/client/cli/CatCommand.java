package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.GetRequest;
import java.util.ArrayList;
import java.util.List;

/** Writes files of a server to standard output. */
final class CatCommand extends TransferCommand {
    @Parameter(
            names = "--range",
            placeholder = "FROM-TO",
            description = "Only these bytes of each, counted from 0, both inside; FROM- goes to the end.",
            converter = ByteRange.Converter.class)
    ByteRange range;

    private final List<RemoteName> sources = new ArrayList<>();

    @Override
    String name() {
        return "cat";
    }

    @Override
    List<String> synopsis() {
        return List.of("cat [OPTION]... REMOTE...");
    }

    @Override
    List<String> details() {
        return List.of(
                "All operands are remote names; the files are written one after the other. A file that turns out to be "
                        + "damaged at its end has been written by then: the exit code says so. With --json the results go "
                        + "to standard error, because the content has standard output.",
                PATTERNS);
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("cat localhost/notes.txt", "show a file"),
                new Example("cat host/part1 host/part2 > whole", "join two"),
                new Example("cat 'host/logs/*.txt' | grep error", "all that match, in the order of their names"),
                new Example("cat --range 0-99 host/log.txt", "the first 100 bytes"));
    }

    @Override
    void prepare() throws UsageException {
        super.prepare();
        if (legacy && range != null) {
            throw new UsageException("--legacy: that dialect has no ranges");
        }
        requireOperands(1, Integer.MAX_VALUE, "the remote name of a file");
        for (String operand : operands) {
            sources.add(remote(operand).requirePath());
        }
    }

    @Override
    boolean writesContentToOutput() {
        return true;
    }

    @Override
    void run(Run run) {
        Expansion.eachFile(sources, run, (source, found) -> {
            GetRequest request = GetRequest.of(source.request()).digestAlgorithm(digestAlgorithm());
            if (range != null) {
                request = request.range(range.offset(), range.length());
            }
            if (ifVersion != null) {
                request = request.expectVersion(ifVersion);
            }
            run.addAlone(new GetToOutput(source, request, run));
        });
    }
}
