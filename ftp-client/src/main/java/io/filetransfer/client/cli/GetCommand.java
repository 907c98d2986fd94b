package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.GetRequest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.NameText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Copies files from a server. */
final class GetCommand extends TreeCommand {
    @Parameter(
            names = {"-o", "--output"},
            placeholder = "LOCAL",
            description = "Where to, in place of the last operand; then all operands are remote names.")
    String output;

    @Parameter(
            names = {"-p", "--parents"},
            description = "Make the local directories that are missing.")
    boolean parents;

    @Parameter(
            names = "--range",
            placeholder = "FROM-TO",
            description = "Only these bytes, counted from 0, both inside; FROM- goes to the end.",
            converter = ByteRange.Converter.class)
    ByteRange range;

    @Parameter(names = "--no-times", description = "Leave the times as they come: files are as old as the transfer.")
    boolean noTimes;

    @Parameter(
            names = "--no-mode",
            description = "Do not take the permission bits over: files get those of any new file.")
    boolean noMode;

    private final List<RemoteName> sources = new ArrayList<>();
    private String target;

    @Override
    String name() {
        return "get";
    }

    @Override
    List<String> synopsis() {
        return List.of(
                "get [OPTION]... REMOTE [LOCAL]",
                "get [OPTION]... REMOTE... DIRECTORY",
                "get -r [OPTION]... REMOTE... DIRECTORY",
                "get [OPTION]... -o LOCAL REMOTE...");
    }

    @Override
    List<String> details() {
        return List.of(
                "A single operand is a remote name, and the file goes to the current directory under its own name. "
                        + "Of several operands the last one is the local name, as with cp, unless it begins with ft:// or "
                        + "with the first operand's HOST[:PORT]/; a local name that does is written ./NAME or given with -o.",
                "If LOCAL is a directory or ends in a slash, files go into it under their own names; several files need "
                        + "a directory. LOCAL - is standard output.",
                "A file appears under its name whole and checked, or not at all: it is written beside the target, "
                        + "compared with its digest, and renamed. Time and permission bits are those on the server, unless --no-times "
                        + "and --no-mode leave them. A target that is not a regular file (a pipe, a device) is written to "
                        + "directly.",
                PATTERNS,
                "Two sources that would go to the same local name are refused before anything is copied, unless both are "
                        + "directories that -r takes: these merge.",
                "-r copies whole directories: 'HOST/DIR' goes to DIRECTORY/DIR, and with a slash at its end (or as HOST "
                        + "alone) what is in it goes into DIRECTORY, which is made if it is missing. Hidden files and empty "
                        + "directories are taken too. Symbolic links and devices on the server are skipped with a notice. "
                        + "Local links are replaced by files, and never followed to directories, but for DIRECTORY itself. "
                        + "Directories get their times and permission bits as well as the file system can, when all is in them. A file that "
                        + "fails does not stop the others. Several sources are copied in order: of files with the same "
                        + "name in several trees the last one stays.",
                "A get of 8 MiB or more that ends early leaves .NAME.ftpart and .NAME.ftpart.journal beside the target; the "
                        + "same command resumes from there within 7 days, if the file on the server is still the same. Not "
                        + "with --sha256 or --range, which start at the beginning.",
                STREAMS,
                FILTERS);
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("get localhost/notes.txt", "to ./notes.txt"),
                new Example("get host:50001/a.bin host:50001/b.bin downloads/", "both into a directory"),
                new Example("get --streams 4 far.example/disk.img .", "on four connections at once"),
                new Example("get -o - host/log.txt | grep error", "to another program"),
                new Example("get --range 0-1023 host/disk.img head.bin", "the first 1024 bytes"),
                new Example("get 'host/logs/*.txt' logs/", "all that match"),
                new Example("get -r host/photos .", "a whole directory, to ./photos"),
                new Example("get -r host/photos/ backup", "what is in it, to ./backup"),
                new Example(
                        "get -r --include '*.jpg' --include '*/' --exclude '*' host/photos .", "its pictures only"));
    }

    @Override
    void prepare() throws UsageException {
        super.prepare();
        if (legacy && range != null) {
            throw new UsageException("--legacy: that dialect has no ranges");
        }
        if (recursive && range != null) {
            throw new UsageException("--range goes with files, not with -r");
        }
        requireOperands(1, Integer.MAX_VALUE, "the remote name of a file");
        int count = operands.size();
        target = output;
        if (output == null && count > 1 && !looksRemote(operands.get(count - 1))) {
            target = operands.get(--count);
        }
        for (String operand : operands.subList(0, count)) {
            RemoteName source = remote(operand);
            sources.add(recursive ? source : source.requirePath());
        }
        if (target == null) {
            target = ".";
        }
        if (target.isEmpty()) {
            throw new UsageException("the local name is empty");
        }
        if (recursive && target.equals("-")) {
            throw new UsageException("standard output takes files, not what -r gets");
        }
        checkNames();
    }

    @Override
    String explain(ErrorCode code) {
        return code == ErrorCode.NOT_A_FILE && !recursive ? "not a file; get -r takes a directory whole" : null;
    }

    @Override
    boolean writesContentToOutput() {
        return target.equals("-");
    }

    @Override
    void run(Run run) throws UsageException {
        if (writesContentToOutput()) {
            Expansion.eachFile(
                    sources,
                    run,
                    (source, found) ->
                            run.addAlone(new GetToOutput(source, request(GetRequest.of(source.request())), run)));
            return;
        }
        try {
            Path path = NameText.path(target);
            if (mayStandForMore(run)) {
                copyFound(path, run);
            } else {
                copyNamed(path, run);
            }
        } catch (IOException | InvalidPathException e) {
            run.failed(target, e instanceof InvalidPathException ? new IOException(e.getMessage()) : e);
        }
    }

    /** Whether it takes a look at the server to know what is copied under which names. */
    private boolean mayStandForMore(Run run) {
        if (recursive) {
            return true;
        }
        return sources.size() > 1 ? sources.stream().anyMatch(this::hasPattern) : Matches.isWanted(sources.get(0), run);
    }

    private void copyFound(Path directory, Run run) throws UsageException, IOException {
        GetSources found = new GetSources(this::request, recursive ? filter : null, directory, run);
        found.find(sources);
        prepareDirectory(directory, true);
        found.copy();
    }

    private void copyNamed(Path path, Run run) throws IOException {
        boolean into = sources.size() > 1 || target.endsWith("/") || Files.isDirectory(path);
        prepareDirectory(into ? path : path.toAbsolutePath().getParent(), into);
        run.expect(sources.size());
        for (RemoteName source : sources) {
            Path to = into ? path.resolve(NameText.path(source.lastComponent())) : path;
            run.add(new GetToFile(source, request(GetRequest.of(source.request())), to, false, run));
        }
    }

    List<RemoteName> sources() {
        return sources;
    }

    private GetRequest request(GetRequest plain) {
        GetRequest request = plain.digestAlgorithm(digestAlgorithm())
                .resume(!noResume)
                .keepTimes(!noTimes)
                .streams(streams)
                .keepMode(!noMode);
        if (range != null) {
            request = request.range(range.offset(), range.length());
        }
        return ifVersion == null ? request : request.expectVersion(ifVersion);
    }

    private void prepareDirectory(Path directory, boolean named) throws IOException {
        if (directory == null || Files.isDirectory(directory)) {
            return;
        }
        if (parents) {
            Files.createDirectories(directory);
        } else if (recursive && !Files.exists(directory)) {
            Files.createDirectory(directory);
        } else if (named) {
            throw Files.exists(directory)
                    ? new NotDirectoryException(directory.toString())
                    : new IOException("no such local directory; -p makes it");
        }
    }

    private boolean hasPattern(RemoteName source) {
        return !literal && source.pattern() != null;
    }

    /** Only by the words, so that the meaning of a command does not change with the files that happen to be there. */
    private boolean looksRemote(String operand) {
        String first = operands.get(0);
        return RemoteName.isUrl(operand) || operand.startsWith(RemoteName.authority(first) + "/");
    }

    /** Names must be fit to be kept, and no two files may go to one. */
    private void checkNames() throws UsageException {
        if (target.equals("-")) {
            return;
        }
        Set<String> names = new HashSet<>();
        for (RemoteName source : sources) {
            String name = source.lastComponent();
            if (recursive && source.endsAsDirectory()) {
                continue;
            }
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
                throw new UsageException("'" + source.text() + "' does not name a file");
            }
            // Of trees and patterns it shows later what they are.
            if (!recursive && !hasPattern(source) && !names.add(name)) {
                throw new UsageException("two files would go to '" + name + "'; get them one by one");
            }
        }
    }
}
