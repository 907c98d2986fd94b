package io.filetransfer.client.content;

import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.Version;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Some of a file that is to be got, mostly its beginning, and the {@link PartialJournal} of it, both beside the target under names that
 * another process finds. Who has the journal locked owns both. The order of steps makes every crash harmless:
 *
 * <ul>
 *   <li>A new journal is written before the partial file is begun, and has no extents: what is in the file counts only
 *       once it was forced to the disk and then entered in the journal.
 *   <li>At the end the file takes its name first, and the journal goes after it. One without its file says nothing.
 *   <li>What a journal says is not believed: the content is read again and compared with the CRC-32C of each extent. Nobody
 *       knows what happened to the file meanwhile (another program, the disk, a crash that kept the journal and lost the
 *       content), and the digest of the whole, being put together of these CRCs, would not show it.
 * </ul>
 */
public final class PartialFile {
    /** A partial file that nobody came back for. By then the file on the server is mostly another one, too. */
    static final Duration MAX_AGE = Duration.ofDays(7);

    private static final String SUFFIX = ".ftpart";
    private static final String JOURNAL_SUFFIX = ".journal";
    private static final int READ = 256 << 10;

    private final Path path;
    private final LockedFile journal;
    private FileChannel file;
    private boolean closed;

    private PartialFile(Path path, LockedFile journal) {
        this.path = path;
        this.journal = journal;
    }

    public static Path path(Path target) {
        String name = SiblingName.of(NameText.of(target), SUFFIX, JOURNAL_SUFFIX.length());
        return target.resolveSibling(NameText.path(target.getFileSystem(), name));
    }

    public static Path journalPath(Path target) {
        return target.resolveSibling(NameText.path(target.getFileSystem(), NameText.of(path(target)) + JOURNAL_SUFFIX));
    }

    /** Whether an earlier transfer left something. */
    static boolean exists(Path target) {
        return Files.exists(journalPath(target), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether a file is a journal, or a partial file with its journal beside it; by what is in the journal. */
    public static boolean isLeftover(Path file) throws IOException {
        String name = NameText.of(file);
        if (!name.startsWith(".")) {
            return false;
        }
        if (name.endsWith(SUFFIX + JOURNAL_SUFFIX)) {
            return isJournal(file);
        }
        return name.endsWith(SUFFIX)
                && isJournal(file.resolveSibling(NameText.path(file.getFileSystem(), name + JOURNAL_SUFFIX)));
    }

    /** One that was only just made, or was given up right then, is empty. */
    private static boolean isJournal(Path path) throws IOException {
        try {
            ByteBuffer beginning = LockedFile.beginning(path, PartialJournal.RECOGNIZABLE);
            return beginning != null && (!beginning.hasRemaining() || PartialJournal.isBeginning(beginning));
        } catch (AccessDeniedException e) {
            return false;
        }
    }

    /** Null if another transfer has it, here or in another process, or it is nothing that can be used. */
    public static PartialFile lock(Path target) throws IOException {
        LockedFile journal = LockedFile.lock(journalPath(target));
        return journal == null ? null : new PartialFile(path(target), journal);
    }

    /**
     * Opens what an earlier transfer left of a file, and forgets what of it is not as the journal has it.
     *
     * @param expected the version that is wanted, or null
     * @param over whether nobody waits for it any more
     * @return what is there; or null if there is nothing useful
     */
    Resumption resume(String server, String name, Version expected, BooleanSupplier over) throws IOException {
        PartialJournal.Content content = PartialJournal.read(journal.channel());
        if (content == null || LockedFile.own(path) == null) {
            return null;
        }
        PartialJournal.Origin origin = content.origin();
        boolean fits = origin.server().equals(server)
                && origin.name().equals(name)
                && (expected == null || expected.equals(origin.version()))
                && Files.getLastModifiedTime(path)
                        .toInstant()
                        .isAfter(Instant.now().minus(MAX_AGE));
        file = fits ? LockedFile.open(path) : null;
        if (file == null) {
            return null;
        }
        TreeMap<Long, Extent> good = new TreeMap<>();
        for (Extent extent : content.extents()) {
            boolean matches = overlaps(good, extent) ? false : matches(extent, over);
            if (over.getAsBoolean()) {
                return null; // and all stays as it is
            }
            if (matches) {
                good.put(extent.offset(), extent);
            }
        }
        if (good.isEmpty()) {
            return null;
        }
        file.truncate(good.lastEntry().getValue().end());
        rewrite(origin, good);
        return new Resumption(origin, good);
    }

    private static boolean overlaps(TreeMap<Long, Extent> good, Extent extent) {
        Map.Entry<Long, Extent> before = good.lowerEntry(extent.end());
        return before != null && before.getValue().end() > extent.offset();
    }

    /** What is torn or wrong goes, or nobody would find what is entered behind it. */
    private void rewrite(PartialJournal.Origin origin, TreeMap<Long, Extent> good) throws IOException {
        journal.channel().truncate(0);
        journal.append(PartialJournal.first(origin));
        for (Extent extent : good.values()) {
            journal.append(PartialJournal.extent(extent));
        }
    }

    /** What is there, by its offset, and what of. */
    record Resumption(PartialJournal.Origin origin, TreeMap<Long, Extent> extents) {}

    private boolean matches(Extent extent, BooleanSupplier over) throws IOException {
        ByteBuf scratch = ByteBufAllocator.DEFAULT.directBuffer(READ);
        try {
            RunningDigest digest = new RunningDigest(DigestAlgorithm.CRC32C);
            return digest.read(
                            (target, position) -> over.getAsBoolean() ? -1 : file.read(target, position),
                            extent.offset(),
                            extent.length(),
                            scratch.internalNioBuffer(0, READ).slice())
                    && digest.digest().equals(extent.digest());
        } finally {
            scratch.release();
        }
    }

    /** Begins again. */
    void begin(PartialJournal.Origin origin) throws IOException {
        journal.channel().truncate(0);
        journal.append(PartialJournal.first(origin));
        Files.deleteIfExists(path);
        file = FileChannel.open(path, LockedFile.CREATE, LockedFile.mine(path));
    }

    FileChannel file() {
        return file;
    }

    public Path path() {
        return path;
    }

    /** Makes sure that these bytes are found again. Any thread; waits for the disk. */
    synchronized void checkpoint(Extent extent) {
        if (closed) {
            return;
        }
        try {
            file.force(false);
            journal.append(PartialJournal.extent(extent));
            journal.channel().force(false);
        } catch (IOException e) {
            // After a failed force nobody knows what is on the disk: nothing more is promised of this file.
            closed = true;
            ClientLog.debug("A partial file could not be made safe", e);
        }
    }

    /** The content is complete, and nothing is written to it any more. */
    synchronized void complete() throws IOException {
        closed = true;
        file.close();
    }

    /** After {@link #complete}, once the file has its name. */
    void published() {
        attempt(journal::delete);
        keep();
    }

    /** Leaves both for another transfer. */
    public synchronized void keep() {
        closed = true;
        attempt(() -> {
            if (file != null) {
                file.close();
            }
        });
        attempt(journal::unlock);
    }

    /** Removes both: the content first, as a journal without it says nothing. */
    synchronized void discard() {
        attempt(() -> Files.deleteIfExists(path));
        attempt(journal::delete);
        keep();
    }

    private static void attempt(Attempt step) {
        Attempt.of(step, "A partial file could not be closed or removed");
    }
}
