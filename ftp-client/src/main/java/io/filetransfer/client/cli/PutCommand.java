package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.tree.TreePut;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.NameText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;

/** Copies files to a server. */
final class PutCommand extends TreeCommand {
    @Parameter(
            names = {"-p", "--parents"},
            description = "Make the directories that are missing on the server.")
    boolean parents;

    @Parameter(names = "--if-absent", description = "Only if the name is free on the server.")
    boolean ifAbsent;

    @Parameter(names = "--no-times", description = "Do not keep the file's time; it becomes the time of the transfer.")
    boolean noTimes;

    @Parameter(
            names = "--no-mode",
            description = "Do not keep the file's permission bits; it gets those of any new file on the server.")
    boolean noMode;

    @Parameter(
            names = "--follow",
            description = "With -r: take what symbolic links lead to, if that is in the same tree.")
    boolean follow;

    private RemoteName target;

    @Override
    String name() {
        return "put";
    }

    @Override
    List<String> synopsis() {
        return List.of(
                "put [OPTION]... LOCAL REMOTE",
                "put [OPTION]... LOCAL... REMOTE/",
                "put -r [OPTION]... LOCAL... REMOTE/");
    }

    @Override
    List<String> details() {
        return List.of(
                "The last operand is the remote name, all before it are local. If REMOTE ends in a slash or names only "
                        + "the server, the files go into that directory under their own names; several files need that.",
                "LOCAL - is standard input, of any length; it needs a full remote name.",
                "The file on the server is replaced in one step, when all content has arrived and agrees with its "
                        + "digest. When put ends well, the file is on the server's disk. Time and permission bits are kept, "
                        + "unless --no-times and --no-mode leave them.",
                "A put of a file of 8 MiB or more that ends early leaves on the server what has arrived; the same command "
                        + "resumes from there within 24 hours, if neither the local file nor the server's address was "
                        + "changed. How to resume is noted in $XDG_STATE_HOME/file-transfer or ~/.local/state/file-transfer. Not "
                        + "with --sha256, and not from standard input.",
                "Two sources that would go to the same name are refused before anything is sent, unless both are directories "
                        + "that -r takes: these merge.",
                STREAMS,
                "-r copies whole directories: DIR goes to REMOTE/DIR, and with a slash at its end (or as . or ..) what "
                        + "is in it goes into REMOTE. Directories that are missing on the server are made, REMOTE too. Hidden "
                        + "files and empty directories are taken too. What is below and is neither a file nor a directory, "
                        + "a symbolic link for one, is skipped with a notice; --follow takes what links lead to, if that is in "
                        + "the same tree and no loop. A link that is named itself is followed. The server has no way to set "
                        + "the times and permission bits of directories: only those of files are kept. A file that fails, "
                        + "vanishes or changes meanwhile does not stop the others. Several sources are copied in "
                        + "order: of files with the same name in several trees the last one stays.",
                FILTERS);
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("put notes.txt localhost/notes.txt", "under the same name"),
                new Example("put *.jpg host/photos/", "several, into a directory"),
                new Example("tar c src | ftp-client put - host/src.tar", "from another program"),
                new Example("put --streams 4 disk.img far.example/", "on four connections at once"),
                new Example("put --if-absent lock host/lock", "only if nobody else did"),
                new Example("put -r photos host/", "a whole directory, to host/photos"),
                new Example("put -r photos/ host/2026/", "what is in it, to host/2026"),
                new Example("put -r --exclude .git/ --exclude '*.class' src host/", "without some of it"));
    }

    @Override
    void prepare() throws UsageException {
        super.prepare();
        if (ifAbsent && ifVersion != null) {
            throw new UsageException("--if-absent and --if-version exclude each other");
        }
        if (legacy && (ifAbsent || parents)) {
            throw new UsageException("--legacy: that dialect has neither conditions nor directories to make");
        }
        if (follow && !recursive) {
            throw new UsageException("--follow goes with -r");
        }
        requireOperands(2, Integer.MAX_VALUE, "local names and, last, the remote name");
        target = remote(operands.get(operands.size() - 1));
        List<String> sources = operands.subList(0, operands.size() - 1);
        if (recursive) {
            prepareRecursive(sources);
            return;
        }
        if (sources.size() > 1 && !target.endsAsDirectory()) {
            throw new UsageException("several files need a directory: write '" + target.text() + "/'");
        }
        Landings landings = new Landings();
        for (String source : sources) {
            if (source.equals("-") && (sources.size() > 1 || target.endsAsDirectory())) {
                throw new UsageException("standard input needs a full remote name, and no other source beside it");
            }
            if (target.endsAsDirectory() && localName(source) == null) {
                throw new UsageException("'" + source + "' does not name a file");
            }
            if (target.endsAsDirectory()) {
                landings.add(localName(source), source, false);
            }
        }
        landings.refuseMeetings();
    }

    private void prepareRecursive(List<String> sources) throws UsageException {
        if (!target.endsAsDirectory()) {
            throw new UsageException("-r puts into a directory: write '" + target.text() + "/'");
        }
        if (sources.contains("-")) {
            throw new UsageException("standard input is no directory; put it without -r");
        }
    }

    @Override
    String explain(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> "no such directory on the server; --parents makes it";
            default -> null;
        };
    }

    @Override
    void run(Run run) throws UsageException {
        List<String> sources = operands.subList(0, operands.size() - 1);
        if (recursive) {
            runRecursive(sources, run);
            return;
        }
        run.expect(sources.size());
        for (String source : sources) {
            RemoteName to = target.endsAsDirectory() ? target.child(localName(source)) : target;
            run.add(new PutFile(source, to, request(PutRequest.of(to.request())), run));
        }
    }

    private void runRecursive(List<String> sources, Run run) throws UsageException {
        refuseMeetings(sources);
        run.expectTrees(sources.size());
        for (String source : sources) {
            try {
                putTree(source, run);
            } catch (IOException | InvalidPathException e) {
                run.failed(source, e instanceof InvalidPathException ? new IOException(e.getMessage()) : e);
            }
            run.treeDone();
        }
    }

    private void refuseMeetings(List<String> sources) throws UsageException {
        Landings landings = new Landings();
        for (String source : sources) {
            String name = localName(source);
            if (name != null && !meansContent(source)) {
                Path path = NameText.path(source);
                if (Files.isDirectory(path) || Files.isRegularFile(path)) {
                    landings.add(name, source, Files.isDirectory(path));
                }
            }
        }
        landings.refuseMeetings();
    }

    private void putTree(String source, Run run) throws IOException {
        Path path = NameText.path(source);
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        String name = meansContent(source) ? null : localName(source);
        if (found.isDirectory()) {
            run.await(); // where names meet, the later one is to stay
            RemoteName to = name == null ? target : target.child(name);
            TreePut put =
                    TreePut.of(path, to.request()).filter(filter).follow(follow).each(this::request);
            try {
                run.follow(put.start(run.clients().of(to), new TreeReport(to, true, run.report())));
            } catch (FileTransferException e) {
                run.report().failed(to, e);
            }
        } else if (!found.isRegularFile()) {
            run.report().skipped(source, "neither a file nor a directory");
        } else if (name == null) {
            throw new IOException("it is a file, not a directory");
        } else {
            RemoteName to = target.child(name);
            run.add(new PutFile(source, to, request(PutRequest.of(to.request())).parents(true), run));
        }
    }

    private PutRequest request(PutRequest plain) {
        PutRequest request = plain.digestAlgorithm(digestAlgorithm())
                .resume(!noResume)
                .streams(streams)
                .parents(parents)
                .keepMode(!noMode)
                .expectAbsent(ifAbsent)
                .expectVersion(ifVersion);
        return noTimes ? request.modified(Instant.now()) : request;
    }

    /** The last component of a local name, or null when it has none that could be kept. */
    private static String localName(String source) {
        try {
            Path last = NameText.path(source).getFileName();
            String name = last == null ? "" : NameText.of(last);
            return name.isEmpty() || name.equals(".") || name.equals("..") ? null : name;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
