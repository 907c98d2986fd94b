package io.filetransfer.client.tree;

import io.filetransfer.client.FileMode;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.GetRequest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.ModifiedTime;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A sync to this side. */
final class LocalTarget implements SyncTarget {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final SyncTrees trees;
    private final UnaryOperator<GetRequest> requests;
    private final TreeRun run;
    private final boolean modes;
    private final HeldDirectory held;
    private final HeldDirectory heldTo;
    private String writable;

    /**
     * @param keepMode whether permission bits are set
     * @param requests how each file is got
     */
    LocalTarget(SyncTrees trees, boolean keepMode, UnaryOperator<GetRequest> requests, TreeRun run) {
        this.trees = trees;
        this.requests = requests;
        this.run = run;
        this.modes = keepMode && FileMode.isKnownBy(trees.local());
        this.held = new HeldDirectory(trees.local());
        this.heldTo = new HeldDirectory(trees.local());
    }

    @Override
    public void makeRoot() {
        try {
            Files.createDirectory(trees.local());
            run.tally.changed(TreeChange.Action.MAKE_DIRECTORY, trees.root(), null);
        } catch (IOException e) {
            throw new FileTransferException.LocalFile(
                    trees.local() + ": The local directory cannot be made (" + e + ")", e);
        }
    }

    @Override
    public void makeDirectory(SyncEntry source) {
        TreeEntry entry = trees.entry(source);
        try {
            makeWritable(source);
            requireDirectories(source);
            new LocalDirectory(entry.local(), null, null, modes ? source.mode() : -1).make();
            run.tally.changed(TreeChange.Action.MAKE_DIRECTORY, entry, null);
        } catch (IOException e) {
            run.tally.failed(entry, e);
        }
    }

    @Override
    public void move(SyncPair move, Consumer<SyncPair> failed) {
        SyncEntry to = move.source();
        SyncEntry from = move.target();
        try {
            makeWritable(to);
            makeWritable(from);
            SecureDirectoryStream<Path> source = held.of(from.path());
            SecureDirectoryStream<Path> target = heldTo.of(to.path());
            requireUnchanged(source, from);
            requireFree(target, to);
            source.move(HeldDirectory.name(from.path()), target, HeldDirectory.name(to.path()));
            apply(target, to);
            run.tally.changed(TreeChange.Action.MOVE, trees.entry(to), from.path());
        } catch (IOException | FileTransferException e) {
            failed.accept(move);
        }
    }

    @Override
    public void setAttributes(SyncEntry source) {
        TreeEntry entry = trees.entry(source);
        try {
            apply(held.of(source.path()), source);
            run.tally.changed(TreeChange.Action.SET_ATTRIBUTES, entry, null);
        } catch (IOException e) {
            run.tally.failed(entry, e);
        }
    }

    @Override
    public void send(SyncEntry source) throws InterruptedException {
        TreeEntry entry = trees.entry(source);
        makeWritable(source);
        try {
            requireDirectories(source);
        } catch (IOException e) {
            run.tally.failed(entry, e);
            return;
        }
        GetRequest request = requests.apply(GetRequest.of(entry.remote()).expectedSize(source.size()));
        run.queue.submit(new GetItem(run, entry, request, null));
    }

    @Override
    public void remove(SyncEntry target) {
        TreeEntry entry = trees.entry(target);
        try {
            makeWritable(target);
            SecureDirectoryStream<Path> directory = held.of(target.path());
            if (target.isDirectory()) {
                directory.deleteDirectory(HeldDirectory.name(target.path()));
            } else {
                requireUnchanged(directory, target);
                directory.deleteFile(HeldDirectory.name(target.path()));
            }
            run.tally.changed(TreeChange.Action.DELETE, entry, null);
        } catch (NoSuchFileException e) {
            run.tally.changed(TreeChange.Action.DELETE, entry, null); // somebody else was first
        } catch (IOException | FileTransferException e) {
            run.tally.failed(entry, e);
        }
    }

    /** Whatever was done in it, its time and permission bits are the source's. As well as the file system can. */
    @Override
    public void leaveDirectory(SyncEntry source) {
        try {
            apply(held.of(source.path()), source);
        } catch (IOException e) {
            // The content is there all the same.
        }
    }

    /** One that was got before may be read-only by its bits, which it gets again in the end. */
    private void makeWritable(SyncEntry in) {
        int slash = in.path().lastIndexOf('/');
        String parent = slash < 0 ? "" : in.path().substring(0, slash);
        if (!modes || parent.isEmpty() || parent.equals(writable)) {
            return;
        }
        writable = parent;
        try {
            PosixFileAttributeView view = held.of(parent)
                    .getFileAttributeView(
                            HeldDirectory.name(parent), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            Set<PosixFilePermission> now = view.readAttributes().permissions();
            if (!now.containsAll(OWNER_ONLY)) {
                now.addAll(OWNER_ONLY);
                view.setPermissions(now);
            }
        } catch (IOException e) {
            // What cannot be done in it tells it.
        }
    }

    /** A link that could not be removed, or came since, leads anywhere. */
    private void requireDirectories(SyncEntry to) throws IOException {
        String path = to.path();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            Path at = trees.local(path.substring(0, slash));
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                throw new NotDirectoryException("the local '" + at + "' is no directory");
            }
        }
    }

    /** Sets what differs. */
    private void apply(SecureDirectoryStream<Path> directory, SyncEntry source) throws IOException {
        Path name = HeldDirectory.name(source.path());
        // Not the held directory's view: that of JDK 17 sets microseconds.
        BasicFileAttributeView view = Files.getFileAttributeView(
                trees.local(source.path()), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (source.modified() != null) {
            FileTime wanted = ModifiedTime.settable(source.modified());
            if (!view.readAttributes().lastModifiedTime().equals(wanted)) {
                view.setTimes(wanted, null, null);
            }
        }
        if (modes && source.mode() >= 0) {
            PosixFileAttributeView posix =
                    directory.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            Set<PosixFilePermission> wanted = FileMode.permissions(source.mode());
            if (!posix.readAttributes().permissions().equals(wanted)) {
                posix.setPermissions(wanted);
            }
        }
    }

    private static void requireFree(SecureDirectoryStream<Path> directory, SyncEntry entry) throws IOException {
        try {
            attributes(directory, entry);
        } catch (NoSuchFileException e) {
            return;
        }
        throw new FileAlreadyExistsException(entry.path());
    }

    private static void requireUnchanged(SecureDirectoryStream<Path> directory, SyncEntry entry) throws IOException {
        BasicFileAttributes now = attributes(directory, entry);
        boolean same = switch (entry.kind()) {
            case FILE ->
                now.isRegularFile()
                        && now.size() == entry.size()
                        && now.lastModifiedTime().toInstant().equals(entry.modified());
            case LINK -> now.isSymbolicLink();
            case DIRECTORY -> now.isDirectory();
            case OTHER -> now.isOther();
        };
        if (!same) {
            throw new FileTransferException(
                    ErrorCode.CHANGED, true, entry.path() + ": It changed since it was listed", null);
        }
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, SyncEntry entry)
            throws IOException {
        return directory
                .getFileAttributeView(
                        HeldDirectory.name(entry.path()), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    @Override
    public void close() {
        held.close();
        heldTo.close();
    }
}
