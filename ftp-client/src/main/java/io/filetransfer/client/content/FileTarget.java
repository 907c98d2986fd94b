package io.filetransfer.client.content;

import io.filetransfer.client.FileMode;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.ModifiedTime;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * A local file: content goes to a temporary one beside it, which takes its name when all is there and checked. Whatever
 * fails, what was there before stays as it was.
 *
 * <p>Of a large file the temporary one is a {@link PartialFile}, which stays when the transfer ends early, for the next one
 * to go on with.
 *
 * <p>Content is not synced to the disk, as with {@code cp}: after a power loss the name may stand for the old content, or
 * on some file systems for an empty file, and the file can be got again.
 */
public final class FileTarget extends ContentTarget {
    /** Where the content comes from, if what is got of it may stay. */
    public record Source(String server, String name, Version expected, Executor checkpoints) {}

    /** What of the remote file's attributes the local one gets. */
    public record Kept(boolean times, boolean mode) {}

    /** What is smaller comes again in less time than it takes people to wonder about the files beside the target. */
    static final long SMALLEST_KEPT = 8 << 20;

    /** What a killed process has to get again at most, on a fast network: a disk syncs it in a fraction of a second. */
    private static final long MOST_BYTES = 64 << 20;

    /** Enough to be worth a sync of the disk, if some time went by: files that come in less than that are not synced. */
    private static final long WORTH_BYTES = 8 << 20;

    private static final long WORTH_NANOS = 500_000_000L;

    /** The same for slow networks: few people mind to wait that long again, and a disk can sleep in between. */
    private static final long MOST_NANOS = 5_000_000_000L;

    private static final int MAX_NAME_BYTES = 255;
    private static final int TRIES = 10;
    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final Path target;
    private final Source source;
    private final Kept kept;
    private final boolean posix;
    private Instant modified;
    private int mode = -1;
    /** What the content to come is, if it is worth keeping. */
    private PartialJournal.Origin origin;

    private Path temporary;
    private volatile PartialFile partial;
    private volatile FileChannel file;
    private volatile long resumedFrom;
    private volatile long size;
    private TreeMap<Long, Extent> extents = new TreeMap<>();
    /** Whether another transfer could go on with what is there. */
    private volatile boolean keeps;

    /** @param source null if nothing is to stay when the transfer ends early */
    public FileTarget(Path target, Source source, Kept kept, Executor executor) {
        super(executor);
        this.target = target;
        this.kept = kept;
        this.posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        this.source = target.getFileSystem() == FileSystems.getDefault() ? source : null;
    }

    @Override
    public boolean paced() {
        return false;
    }

    @Override
    public boolean needsChecking() {
        return true;
    }

    @Override
    public boolean rewinds() {
        return true;
    }

    @Override
    public void check(BooleanSupplier over) throws IOException {
        checkTarget();
        if (source != null && file == null && PartialFile.exists(target)) {
            resume(over);
        }
    }

    private void resume(BooleanSupplier over) throws IOException {
        PartialFile left = PartialFile.lock(target);
        if (left == null) {
            return;
        }
        PartialFile.Resumption found = null;
        try {
            found = left.resume(source.server, source.name, source.expected, over);
        } finally {
            if (found == null && !over.getAsBoolean()) {
                left.discard();
            } else if (found == null) {
                left.keep();
            }
        }
        if (found != null) {
            extents = found.extents();
            size = found.origin().size();
            hold(beginning(extents), found.origin().version());
            resumedFrom = extents.values().stream().mapToLong(Extent::length).sum();
            keeps = true;
            temporary = left.path();
            partial = left;
            file = left.file();
        }
    }

    private static Extent beginning(TreeMap<Long, Extent> extents) {
        Extent beginning = Extent.NOTHING;
        for (Extent next = extents.get(0L); next != null; next = extents.get(beginning.end())) {
            beginning = beginning.plus(next);
        }
        return beginning;
    }

    /** What was there before the transfer began, by its offset. */
    public TreeMap<Long, Extent> extents() {
        return extents;
    }

    /** Whether more than its beginning was there. */
    public boolean hasIslands() {
        return resumedFrom > held().length();
    }

    /** Bytes of the whole file; known once there is something, or {@link #begin} was called. */
    public long size() {
        return size;
    }

    @Override
    public long resumedFrom() {
        return resumedFrom;
    }

    private void checkTarget() throws IOException {
        if (target.getFileName() == null || target.getFileName().toString().isEmpty()) {
            throw Failures.local(target, "Is a directory");
        }
        BasicFileAttributes there;
        try {
            there = Files.readAttributes(target, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            checkParent();
            return;
        }
        if (there.isDirectory()) {
            throw Failures.local(target, "Is a directory");
        }
        if (!there.isRegularFile()) {
            throw Failures.local(
                    target,
                    "Is not a regular file; a pipe or device is written through a channel (\"-\" on the command line)");
        }
    }

    private void checkParent() {
        Path parent = target.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) {
            throw Failures.local(parent, Files.exists(parent) ? "Is not a directory" : "No such directory");
        }
    }

    @Override
    public void begin(Options head) {
        modified = kept.times() ? head.get(Option.MODIFIED, null) : null;
        mode = posix && kept.mode() ? head.get(Option.MODE, -1) : -1;
        size = head.get(Option.SIZE, 0L);
        Version version = head.get(Option.VERSION, null);
        // Without a mode to give it in the end, a file could not be nobody else's until then.
        boolean stays = source != null && version != null && size >= SMALLEST_KEPT && (!posix || mode >= 0);
        origin = stays ? new PartialJournal.Origin(source.server, source.name, version, size) : null;
    }

    @Override
    public boolean wantsToKnow(long bytes, long nanos) {
        return partial != null && isWorthACheckpoint(bytes, nanos);
    }

    /** @param nanos in which these bytes came */
    static boolean isWorthACheckpoint(long bytes, long nanos) {
        return bytes >= MOST_BYTES || bytes >= WORTH_BYTES && nanos >= WORTH_NANOS || bytes > 0 && nanos >= MOST_NANOS;
    }

    @Override
    public void wrote(Extent more, Version version) {
        super.wrote(more, version);
        wrote(more);
    }

    /** Content that was written is what was sent: it may be gone on with. Any thread. */
    public void wrote(Extent extent) {
        keeps = true;
        PartialFile growing = partial;
        if (growing != null) {
            try {
                source.checkpoints.execute(() -> growing.checkpoint(extent));
            } catch (RejectedExecutionException e) {
                growing.checkpoint(extent);
            }
        }
    }

    @Override
    public void rewind() throws IOException {
        super.rewind();
        resumedFrom = 0;
        extents = new TreeMap<>();
        keeps = false;
        if (partial != null) {
            partial.discard();
            partial = null;
            temporary = null;
            file = null;
        } else if (file != null) {
            file.truncate(0);
        }
    }

    @Override
    public void write(ByteBuffer content, long position) throws IOException {
        if (file == null) {
            create();
        }
        int start = content.position();
        while (content.hasRemaining()) {
            file.write(content, position + content.position() - start);
        }
    }

    /** Once the first content was written. Other file systems' channels are none that the kernel can write to. */
    @Override
    public FileChannel channel() {
        return target.getFileSystem() == FileSystems.getDefault() ? file : null;
    }

    /** Before several write to it at once: fails early if the disk has no room for it. */
    public void prepare(long missing) throws IOException {
        if (file == null) {
            create();
        }
        FileStore store = Files.getFileStore(temporary);
        // One that has no size at all does not tell how much room there is.
        if (store.getUsableSpace() < missing && store.getTotalSpace() > 0) {
            throw new IOException("No space left for " + missing + " bytes");
        }
    }

    /** With a mode to come, nobody else may look at it before; without one, it is as any new file. */
    private void create() throws IOException {
        if (origin != null && createPartial()) {
            return;
        }
        FileAttribute<?>[] attributes = mode < 0
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FileMode.permissions(0600))};
        for (int left = TRIES; file == null; left--) {
            Path path =
                    target.resolveSibling(NameText.path(target.getFileSystem(), temporaryName(NameText.of(target))));
            try {
                file = FileChannel.open(path, CREATE, attributes);
                temporary = path;
            } catch (FileAlreadyExistsException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    /** False if another transfer has it, or its name is taken by something else. */
    private boolean createPartial() throws IOException {
        PartialFile growing = PartialFile.lock(target);
        if (growing == null) {
            return false;
        }
        try {
            growing.begin(origin);
        } catch (IOException e) {
            ClientLog.debug("A partial file could not be made", e);
            growing.discard();
            return false;
        }
        temporary = growing.path();
        file = growing.file();
        partial = growing;
        return true;
    }

    /** {@code .<name>.<random>.part}, with as much of the name as a file name has room for. */
    public static String temporaryName(String name) {
        String random = Integer.toHexString(ThreadLocalRandom.current().nextInt() | 1 << 31);
        int room = MAX_NAME_BYTES - 2 - random.length() - ".part".length();
        return "." + SiblingName.beginning(name, room) + "." + random + ".part";
    }

    @Override
    public void finish() throws IOException {
        if (file == null) {
            create();
        }
        if (partial != null) {
            partial.complete();
        }
        file.close();
        applyAttributes();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        temporary = null;
        if (partial != null) {
            partial.published();
        }
    }

    /** A file system that does not take them has the content all the same. */
    private void applyAttributes() {
        try {
            if (modified != null) {
                Files.setLastModifiedTime(temporary, ModifiedTime.settable(modified));
            }
            if (mode >= 0) {
                Files.setPosixFilePermissions(temporary, FileMode.permissions(mode));
            }
        } catch (IOException e) {
            ClientLog.debug("A file that was got could not be given its time or mode", e);
        }
    }

    @Override
    public void abandon(Throwable cause, Runnable then) {
        boolean damaged = cause instanceof FileTransferException.Corrupt;
        try {
            executor().execute(() -> leave(damaged, then));
        } catch (RejectedExecutionException e) {
            leave(damaged, then);
        }
    }

    /** After the checkpoints that are under way. */
    private void leave(boolean damaged, Runnable then) {
        PartialFile growing = partial;
        if (growing == null || damaged || !keeps) {
            remove();
            then.run();
            return;
        }
        Runnable close = () -> {
            growing.keep();
            then.run();
        };
        try {
            source.checkpoints.execute(close);
        } catch (RejectedExecutionException e) {
            close.run();
        }
    }

    private void remove() {
        if (partial != null) {
            partial.discard();
            return;
        }
        try {
            if (file != null) {
                file.close();
            }
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            ClientLog.debug("A temporary file could not be removed", e);
        }
    }

    @Override
    public FileTransferException failure(Throwable cause) {
        return cause instanceof FileTransferException known
                ? known
                : Failures.local(target, cause instanceof IOException io ? io : new IOException(cause));
    }
}
