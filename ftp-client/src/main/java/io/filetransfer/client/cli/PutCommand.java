package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.PutRequest;
import io.filetransfer.codec.ErrorCode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Copies files to a server. */
final class PutCommand extends TransferCommand {
    @Parameter(
            names = {"-p", "--parents"},
            description = "Make the directories that are missing on the server.")
    boolean parents;

    @Parameter(names = "--if-absent", description = "Only if the name is free on the server.")
    boolean ifAbsent;

    @Parameter(names = "--no-times", description = "Do not keep the file's time; it becomes the time of the transfer.")
    boolean noTimes;

    private RemoteName target;

    @Override
    String name() {
        return "put";
    }

    @Override
    List<String> synopsis() {
        return List.of("put [OPTION]... LOCAL REMOTE", "put [OPTION]... LOCAL... REMOTE/");
    }

    @Override
    List<String> details() {
        return List.of(
                "The last operand is the remote name, all before it are local. If REMOTE ends in a slash or names only "
                        + "the server, the files go into that directory under their own names; several files need that.",
                "LOCAL - is standard input, of any length; it needs a full remote name.",
                "The file on the server is replaced in one step, when all content has arrived and agrees with its "
                        + "digest. When put ends well, the file is on the server's disk. Time and permission bits are kept.");
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("put notes.txt localhost/notes.txt", "under the same name"),
                new Example("put *.jpg host/photos/", "several, into a directory"),
                new Example("tar c src | ftp-client put - host/src.tar", "from another program"),
                new Example("put --if-absent lock host/lock", "only if nobody else did"));
    }

    @Override
    void prepare() throws UsageException {
        super.prepare();
        if (ifAbsent && ifVersion != null) {
            throw new UsageException("--if-absent and --if-version exclude each other");
        }
        if (seed && (ifAbsent || parents)) {
            throw new UsageException("--seed: that dialect has neither conditions nor directories to make");
        }
        requireOperands(2, Integer.MAX_VALUE, "local names and, last, the remote name");
        target = RemoteName.parse(operands.get(operands.size() - 1));
        List<String> sources = operands.subList(0, operands.size() - 1);
        if (sources.size() > 1 && !target.endsAsDirectory()) {
            throw new UsageException("several files need a directory: write '" + target.text() + "/'");
        }
        for (String source : sources) {
            if (source.equals("-") && (sources.size() > 1 || target.endsAsDirectory())) {
                throw new UsageException("standard input needs a full remote name, and no other source beside it");
            }
            if (target.endsAsDirectory() && localName(source) == null) {
                throw new UsageException("'" + source + "' does not name a file");
            }
        }
    }

    @Override
    String explain(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> "no such directory on the server; --parents makes it";
            case NOT_A_FILE -> "a directory has this name on the server; a slash at the end puts the file into it";
            default -> null;
        };
    }

    @Override
    void run(Run run) {
        List<String> sources = operands.subList(0, operands.size() - 1);
        run.expect(sources.size());
        for (String source : sources) {
            RemoteName to = target.endsAsDirectory() ? target.child(localName(source)) : target;
            run.add(new PutFile(source, to, request(to), run));
        }
    }

    private PutRequest request(RemoteName to) {
        PutRequest request = PutRequest.of(to.request())
                .digestAlgorithm(digestAlgorithm())
                .parents(parents)
                .expectAbsent(ifAbsent)
                .expectVersion(ifVersion);
        return noTimes ? request.modified(Instant.now()) : request;
    }

    /** The last component of a local name, or null when it has none that could be kept. */
    private static String localName(String source) {
        try {
            Path last = Path.of(source).getFileName();
            String name = last == null ? "" : last.toString();
            return name.isEmpty() || name.equals(".") || name.equals("..") ? null : name;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
