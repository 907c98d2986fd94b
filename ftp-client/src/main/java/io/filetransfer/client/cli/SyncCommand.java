package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.tree.FilterRules;
import io.filetransfer.client.tree.TreeSummary;
import io.filetransfer.client.tree.TreeSync;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.NameText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Makes a directory like another one, here or on a server. */
final class SyncCommand extends Command {
    @Parameter(
            names = {"-c", "--checksum"},
            description = "Compare content by digest where sizes are the same, instead of times.")
    boolean checksum;

    @Parameter(names = "--sha256", description = "Digests are SHA-256 instead of CRC-32C.")
    boolean sha256;

    @Parameter(names = "--delete", description = "Remove from TARGET what SOURCE has not.")
    boolean delete;

    @Parameter(
            names = "--max-delete",
            placeholder = "N",
            description = "With --delete: remove N files and directories at most.")
    Long maxDelete;

    @Parameter(
            names = {"-n", "--dry-run"},
            description = "Change nothing; print what would be done.")
    boolean dryRun;

    @Parameter(names = "--no-mode", description = "Neither compare permission bits nor keep them.")
    boolean noMode;

    @Parameter(
            names = "--include",
            placeholder = "PATTERN",
            description = "Take what matches; repeatable, the first match of all decides.")
    String include;

    @Parameter(
            names = "--exclude",
            placeholder = "PATTERN",
            description = "Leave what matches alone; repeatable, the first match of all decides.")
    String exclude;

    private FilterRules filter = FilterRules.NONE;
    private boolean toServer;
    private RemoteName remote;
    private Path local;

    @Override
    String name() {
        return "sync";
    }

    @Override
    List<String> synopsis() {
        return List.of("sync [OPTION]... LOCAL REMOTE", "sync [OPTION]... REMOTE LOCAL");
    }

    @Override
    List<String> details() {
        return List.of(
                "Makes the directory that is named last like the one that is named first, by sending what differs. Both "
                        + "mean what is in the directory, with or without a slash at the end. TARGET is made if it is missing; a "
                        + "missing SOURCE is a failure, and nothing is removed.",
                "It must be clear from the words alone which operand is remote: it is ft://HOST/PATH, or has a port "
                        + "(HOST:PORT/PATH), or is on localhost, or the other one begins with / or with a dot (./photos).",
                "A file is the same if its size and its time of modification are; --checksum compares digests in place of "
                        + "times. Where the target's file system has coarser times, the comparison has them too. Names are compared as "
                        + "bytes. Permission bits that differ are set here; a server gets the file again, as its bits cannot be set "
                        + "alone. With --checksum a server's file whose time alone differs is left as it is. The server has no way "
                        + "to set the times and permission bits of directories.",
                "A file or link in the place of a directory is replaced; a directory in the place of a file only with "
                        + "--delete. Local links below LOCAL are never followed. Links and devices in SOURCE are skipped with a "
                        + "notice, and what has their names in TARGET stays. What a filter leaves out is neither sent nor removed, "
                        + "on either side, nor is a directory that has it.",
                "What belongs to a server or to a get that is to be resumed is no content: a directory .filetransfer at the top of "
                        + "either tree (and .filetransfer-staging anywhere) is left alone with a notice, and what an interrupted "
                        + "get left (.NAME.ftpart, known by what is in it) is neither sent nor removed nor replaced.",
                "--delete removes what SOURCE has not, after all was sent. A file that is new in SOURCE and has the content of "
                        + "one that would be removed (size, CRC-32C and SHA-256; on a server the same time and bits, too) is renamed "
                        + "in TARGET instead of sent. If some of SOURCE could not be read, or some of a TARGET on a server, nothing "
                        + "is removed or renamed; if some of SOURCE could not be sent, nothing is removed, but for a directory in whose "
                        + "place such a file was to come. The exit code is 8 then. "
                        + "A file that changed since it was listed is not removed. With more to remove than --max-delete, that many "
                        + "are removed, files first, and the exit code is 8. What is replaced by another kind does not count.",
                "All changes are worked out before the first is made, and --dry-run prints exactly these, one per line. What "
                        + "fails or changes meanwhile does not stop the others; the exit code is 8 then.",
                TreeCommand.FILTERS);
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("sync ./photos host/photos", "what is new or changed here, to the server"),
                new Example("sync host/photos ./photos", "the other way"),
                new Example("sync -n --delete ./site ft://host/site", "what would be sent, renamed and removed"),
                new Example("sync --delete --max-delete 100 ./site ft://host/site", "but no more than a little"),
                new Example("sync --checksum --exclude .git/ ./src localhost/src", "whatever the times say"));
    }

    @Override
    void given(String option, String value) throws UsageException {
        filter = TreeCommand.with(filter, option, value);
    }

    @Override
    void prepare() throws UsageException {
        requireOperands(2, 2, "the name of the source and that of the target");
        if (maxDelete != null && !delete) {
            throw new UsageException("--max-delete goes with --delete");
        }
        if (maxDelete != null && maxDelete < 0) {
            throw new UsageException("--max-delete is never negative");
        }
        String source = operands.get(0);
        String target = operands.get(1);
        if (source.isEmpty() || target.isEmpty()) {
            throw new UsageException("an empty name names nothing");
        }
        toServer = isTargetRemote(source, target);
        remote = remote(toServer ? target : source);
        try {
            local = NameText.path(toServer ? source : target);
        } catch (InvalidPathException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** By the words alone: what a command removes must not change with the files that happen to be there. */
    private static boolean isTargetRemote(String source, String target) throws UsageException {
        boolean sourceIsLocal = isPlainlyLocal(source);
        boolean targetIsLocal = isPlainlyLocal(target);
        boolean sourceIsRemote = isPlainlyRemote(source);
        boolean targetIsRemote = isPlainlyRemote(target);
        if (sourceIsRemote && targetIsRemote) {
            throw new UsageException("'" + source + "' and '" + target + "' are both on a server; one is to be local");
        }
        if (sourceIsLocal && targetIsLocal) {
            throw new UsageException("'" + source + "' and '" + target + "' are both local; one is to be on a server");
        }
        boolean toServer = targetIsRemote || sourceIsLocal;
        if (toServer == (sourceIsRemote || targetIsLocal)) {
            throw new UsageException("which of '" + source + "' and '" + target
                    + "' is on a server? Write ft://HOST/PATH for that one, or ./NAME for the local one");
        }
        return toServer;
    }

    private static boolean isPlainlyLocal(String name) {
        return name.startsWith("/")
                || name.equals(".")
                || name.equals("..")
                || name.startsWith("./")
                || name.startsWith("../");
    }

    private static boolean isPlainlyRemote(String name) {
        String authority = RemoteName.authority(name);
        return !isPlainlyLocal(name)
                && (RemoteName.isUrl(name) || authority.indexOf(':') >= 0 || authority.equals("localhost"));
    }

    boolean toServer() {
        return toServer;
    }

    @Override
    String explain(ErrorCode code) {
        if (code == ErrorCode.NOT_A_DIRECTORY) {
            return "not a directory but a file, or below one"
                    + (toServer ? "; 'ftp-client put' sends one" : "; 'ftp-client get' copies one");
        }
        return code == ErrorCode.NOT_FOUND ? "no such directory on the server" : null;
    }

    @Override
    void run(Run run) {
        String path = remote.request();
        TreeSync sync = (toServer ? TreeSync.toServer(local, path) : TreeSync.fromServer(path, local))
                .filter(filter)
                .checksum(checksum)
                .digestAlgorithm(sha256 ? DigestAlgorithm.SHA256 : DigestAlgorithm.CRC32C)
                .keepMode(!noMode)
                .delete(delete)
                .maxDelete(maxDelete == null ? Long.MAX_VALUE : maxDelete)
                .dryRun(dryRun);
        run.expectTrees(1);
        SyncReport report = new SyncReport(remote, toServer, dryRun, run.report());
        try {
            TreeSummary summary = run.follow(sync.start(run.clients().of(remote), report));
            if (summary.failed() > 0) {
                run.report().incomplete();
            }
            if (summary.undeleted() > 0) {
                run.report()
                        .incomplete(
                                operands.get(1),
                                summary.undeleted() + " more would be removed; --max-delete keeps them");
            }
        } catch (FileTransferException e) {
            if (e.code() == ErrorCode.LOCAL_FILE) {
                run.failed(null, e); // it names the file
            } else {
                run.report().failed(remote, e);
            }
        }
        run.treeDone();
    }
}
