package io.filetransfer.client.content;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
    /** What of the remote file's attributes the local one gets. */
    public record Copied(boolean times, boolean mode) {}

    private final Path target;
    private final TargetName name;
    private final KeptContent kept;
    private final Copied copied;
    private final boolean posix;
    private final boolean mayBeThere;
    private CopiedAttributes attributes = CopiedAttributes.NONE;
    private Path temporary;
    private volatile FileChannel file;
    private volatile long resumedFrom;
    private volatile long size;
    private TreeMap<Long, Extent> extents = new TreeMap<>();

    /**
     * @param kept null if nothing is to stay when the transfer ends early
     * @param mayBeThere whether there may be something under the name, or something left of an earlier transfer
     */
    public FileTarget(Path target, KeptContent kept, Copied copied, boolean mayBeThere, Executor executor) {
        super(executor);
        this.target = target;
        this.name = new TargetName(target);
        this.copied = copied;
        this.mayBeThere = mayBeThere;
        this.posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        this.kept = target.getFileSystem() == FileSystems.getDefault() ? kept : null;
    }

    @Override
    public boolean paced() {
        return false;
    }

    @Override
    public boolean needsChecking() {
        return mayBeThere;
    }

    @Override
    public boolean rewinds() {
        return true;
    }

    @Override
    public void check(BooleanSupplier over) throws IOException {
        name.check();
        if (kept != null && file == null) {
            resume(kept.resume(over));
        }
    }

    /** @param found what an earlier transfer left, or null */
    private void resume(PartialFile.Resumption found) {
        if (found != null) {
            extents = found.extents();
            size = found.origin().size();
            hold(beginning(extents), found.origin().version());
            resumedFrom = extents.values().stream().mapToLong(Extent::length).sum();
            temporary = kept.path();
            file = kept.file();
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

    @Override
    public void begin(Options head) {
        attributes = new CopiedAttributes(
                copied.times() ? head.get(Option.MODIFIED, null) : null,
                posix && copied.mode() ? head.get(Option.MODE, -1) : -1);
        size = head.get(Option.SIZE, 0L);
        if (kept != null) {
            kept.begin(head.get(Option.VERSION, null), size, posix, attributes.mode());
        }
    }

    @Override
    public boolean wantsToKnow(long bytes, long nanos) {
        return kept != null && kept.exists() && CheckpointPace.isDue(bytes, nanos);
    }

    @Override
    public void wrote(Extent more, Version version) {
        super.wrote(more, version);
        wrote(more);
    }

    /** Content that was written is what was sent: it may be resumed from. Any thread. */
    public void wrote(Extent extent) {
        if (kept != null) {
            kept.wrote(extent);
        }
    }

    @Override
    public void rewind() throws IOException {
        super.rewind();
        resumedFrom = 0;
        extents = new TreeMap<>();
        if (kept != null && kept.exists()) {
            kept.discard();
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

    private void create() throws IOException {
        if (kept != null && kept.create()) {
            temporary = kept.path();
            file = kept.file();
            return;
        }
        TargetName.Temporary made = name.createTemporary(attributes.meanwhile());
        temporary = made.path();
        file = made.file();
    }

    @Override
    public void finish() throws IOException {
        if (file == null) {
            create();
        }
        if (kept != null) {
            kept.complete();
        }
        file.close();
        attributes.apply(temporary);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        temporary = null;
        if (kept != null) {
            kept.published();
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

    private void leave(boolean damaged, Runnable then) {
        if (damaged || kept == null || !kept.leave(then)) {
            remove();
            then.run();
        }
    }

    private void remove() {
        if (kept != null && kept.exists()) {
            kept.discard();
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
