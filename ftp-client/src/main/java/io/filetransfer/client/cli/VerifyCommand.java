package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.converters.PathConverter;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.tree.RemoteScan;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;

/** Has the server look for damage on its disk, or compares what it has with local files. */
final class VerifyCommand extends Command {
    @Parameter(
            names = "--against",
            placeholder = "LOCAL",
            description = "Compare with this local file or directory, without copying.",
            converter = PathConverter.class)
    Path against;

    private final List<RemoteName> names = new ArrayList<>();
    private long uncompared;

    @Override
    String name() {
        return "verify";
    }

    @Override
    List<String> synopsis() {
        return List.of("verify [OPTION]... REMOTE...", "verify [OPTION]... --against LOCAL REMOTE");
    }

    @Override
    List<String> details() {
        return List.of(
                "The server reads the files, and all that is in directories, from its disk and compares them with the "
                        + "digests that were stored with them. Nothing is copied. Standard output gets the names of damaged "
                        + "files, one a line; the exit code is then 6, whatever else happened. Files without a stored "
                        + "digest cannot be compared and are counted.",
                "With --against, files on the server are compared with local ones by their digests (by stored ones, where "
                        + "there are any). What differs counts as damaged, what is missing here as failed; what is only here "
                        + "is not looked for.",
                PATTERNS);
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("verify localhost", "everything"),
                new Example("verify host/photos host/notes.txt", "a directory and a file"),
                new Example("verify --against photos host/photos", "is the copy there the same?"));
    }

    @Override
    void prepare() throws UsageException {
        requireOperands(1, against == null ? Integer.MAX_VALUE : 1, "the remote name of a file or directory");
        for (String operand : operands) {
            names.add(remote(operand));
        }
    }

    @Override
    void run(Run run) {
        Expansion.each(names, run, (name, found) -> {
            if (found == null) {
                verify(name, against, run);
            } else {
                verifyMatch(name, found, run);
            }
        });
        run.await();
        if (uncompared > 0) {
            run.report().note(uncompared + (uncompared == 1 ? " file has" : " files have") + " no stored digest");
        }
    }

    private void verifyMatch(RemoteName name, RemoteFile found, Run run) {
        Path local = against == null ? null : found.resolveIn(against);
        switch (found.kind()) {
            case FILE -> add(name, found.size(), local, run);
            case DIRECTORY -> verify(name, local, run);
            case LINK -> run.report().skipped(name.text(), "a symbolic link");
            case OTHER -> run.report().skipped(name.text(), "neither a file nor a directory");
        }
    }

    /** @param whole what it is compared with; null if with nothing */
    private void verify(RemoteName name, Path whole, Run run) {
        Predicate<RemoteFile> isFile = entry -> entry.kind() == Kind.FILE;
        try (RemoteScan scan = RemoteScan.open(run.clients().of(name), name.request(), true, isFile, () -> {})) {
            for (RemoteFile entry = scan.next(); entry != null; entry = scan.next()) {
                Path local = whole == null ? null : entry.resolveIn(whole);
                add(name.child(entry.name()), entry.size(), local, run);
            }
        } catch (CancellationException | InterruptedException e) {
            throw new CancellationException();
        } catch (OutputClosedException e) {
            throw e;
        } catch (Exception e) {
            if (FailureReport.of(e).cause() instanceof FileTransferException failure
                    && failure.code() == ErrorCode.NOT_A_DIRECTORY
                    && !name.endsAsDirectory()) {
                boolean inDirectory = whole != null && Files.isDirectory(whole);
                add(
                        name,
                        Long.MAX_VALUE,
                        inDirectory ? whole.resolve(NameText.path(name.lastComponent())) : whole,
                        run);
            } else {
                run.report().failed(name, e);
            }
        }
    }

    private void add(RemoteName file, long size, Path local, Run run) {
        run.add(
                local == null
                        ? new VerifyFile(file, size, run, () -> uncompared++)
                        : new CompareFile(file, local, run));
    }
}
