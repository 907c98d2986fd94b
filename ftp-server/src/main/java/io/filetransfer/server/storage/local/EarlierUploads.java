package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Kind;
import io.filetransfer.codec.ReservedNames;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Takes over the uploads in parts that an earlier server has left. What is useless is removed. A file that cannot be
 * used or removed is reported in the log and keeps no server from starting; only one that another version has written
 * does.
 */
final class EarlierUploads {
    private static final Logger LOG = LogManager.getLogger("server");
    private static final Pattern FILE = Pattern.compile("([0-9a-f]{32})\\.(data|journal)");

    private final CollectingPlace place;
    private final Staging directory;
    private final Disk disk;
    private final InstantSource clock;
    private final Predicate<UploadId> committed;
    private final Map<UploadId, CollectedUpload> found = new HashMap<>();
    /** Their files stay as they are: perhaps they can be read at the next start. */
    private final Set<UploadId> unreadable = new HashSet<>();

    private EarlierUploads(
            CollectingPlace place, Staging directory, Disk disk, InstantSource clock, Predicate<UploadId> committed) {
        this.place = place;
        this.directory = directory;
        this.disk = disk;
        this.clock = clock;
        this.committed = committed;
    }

    /**
     * @param directory the place, open; stays so
     * @param committed whether something is remembered of an id: what is left of it then is only left
     * @throws StorageException with a sentence for the operator
     */
    static Map<UploadId, CollectedUpload> load(
            CollectingPlace place, Staging directory, Disk disk, InstantSource clock, Predicate<UploadId> committed)
            throws IOException {
        EarlierUploads earlier = new EarlierUploads(place, directory, disk, clock, committed);
        earlier.loadAll();
        return earlier.found;
    }

    private void loadAll() throws IOException {
        List<Path> useless = new ArrayList<>();
        try (Directory entries = directory.directory().again()) {
            for (Path name : entries) {
                if (!CommitLog.isItsName(name) && !isUseful(name)) {
                    useless.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        useless.forEach(this::remove);
    }

    private boolean isUseful(Path name) throws IOException {
        Matcher matcher = FILE.matcher(name.toString());
        if (!matcher.matches()) {
            return false;
        }
        BigInteger number = new BigInteger(matcher.group(1), 16);
        UploadId id = new UploadId(number.shiftRight(Long.SIZE).longValue(), number.longValue());
        return found.containsKey(id) || unreadable.contains(id) || isLoaded(id);
    }

    private boolean isLoaded(UploadId id) throws IOException {
        // Of a committed one there may be files: their removal is not synced.
        if (committed.test(id)) {
            return false;
        }
        try {
            CollectedUpload left = read(id);
            if (left != null) {
                found.put(id, left);
            }
            return left != null;
        } catch (DamagedFileException e) {
            LOG.warn("what is left of the upload {} is damaged, and is removed: {}", id, e.getMessage());
            return false;
        } catch (StorageException foreign) {
            throw DiskFailures.atStart(
                    "uploads/" + new CollectedFiles(id, place, disk).journal(),
                    foreign,
                    "Start the version of the server that wrote it, or move the file away: its upload then begins again.");
        } catch (IOException e) {
            String reason = DiskFailures.of(e).getMessage();
            LOG.warn("what is left of the upload {} cannot be read, and is left alone: {}", id, reason);
            return unreadable.add(id);
        }
    }

    /**
     * @return null when what is left is nothing useful
     * @throws StorageException the journal is of another format
     * @throws DamagedFileException it is nothing that a server leaves
     */
    private CollectedUpload read(UploadId id) throws IOException {
        CollectedFiles files = new CollectedFiles(id, place, disk);
        Snapshot journalFile = directory.directory().lookOrNull(files.journal());
        Snapshot data = directory.directory().lookOrNull(files.content());
        if (journalFile == null || data == null) {
            return null;
        }
        if (journalFile.kind() != Kind.FILE || data.kind() != Kind.FILE) {
            throw new DamagedFileException("It is not a file.");
        }
        PartsJournal.Account content = new PartsJournal.Account(disk.boot());
        try (PartsJournal journal = PartsJournal.open(directory, files.journal(), disk, content)) {
            if (content.target() == null) {
                return null;
            }
            if (data.size() > content.size().bytes()) {
                throw new DamagedFileException("There is more content than belongs to it.");
            }
            forgetWhatIsGone(journal, content, data.size());
        }
        return CollectedUpload.left(files, content, clock);
    }

    /** Held was only what the file had. If it is shorter now, something else than a server has cut it. */
    private void forgetWhatIsGone(PartsJournal journal, PartsJournal.Account content, long length) throws IOException {
        long gone = content.size().bytes() - length;
        if (gone > 0 && content.held().overlaps(length, gone)) {
            journal.forget(length, gone, clock.instant());
            journal.sync();
            content.held().remove(length, gone);
        }
    }

    private void remove(Path name) {
        try {
            directory.remove(name);
        } catch (IOException e) {
            LOG.warn(
                    "a useless entry of {}/uploads cannot be removed, and is left alone: {}",
                    ReservedNames.AT_THE_TOP,
                    DiskFailures.of(e).getMessage());
        }
    }
}
