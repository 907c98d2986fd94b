package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Remembers which upload ids were committed, and their answers. Before a file gets its name, its intent is noted here,
 * and after that, that it was done; an intent alone means that a crash came between, and the file under the name shows
 * whether it was done.
 *
 * <p>Syncs of many commits are shared. Safe for use by many threads.
 */
final class CommitLog implements Closeable {
    /** The most that is remembered, the latest first to stay: some ten MB of memory. */
    static final int MAX_REMEMBERED = 100_000;

    private static final Logger LOG = LogManager.getLogger("server");
    static final Path NAME = Path.of("commits");
    private static final RecordFile.FileFormat FORMAT = new RecordFile.FileFormat(0x46545043, 1);
    private static final int INTENT = 1;
    private static final int DONE = 2;
    private static final int VOID = 3;

    private final Staging directory;
    private final Disk disk;
    private final Instant opened;
    private final GroupSync syncs = new GroupSync();

    /** Held for reading while something is appended and synced, for writing while the file is replaced. */
    private final ReentrantReadWriteLock replacing = new ReentrantReadWriteLock();

    private final Map<UploadId, CommitRecord> intents = new HashMap<>();
    /** In the order of their times. */
    private final Map<UploadId, CommitRecord> done = new LinkedHashMap<>();

    private RecordFile file;
    private int records;
    /** Records that could not be read when the file was opened. */
    private int odd;

    /** Its sync has failed: it is not used again, but replaced. */
    private volatile boolean broken;

    private CommitLog(Staging directory, Disk disk, Instant opened) {
        this.directory = directory;
        this.disk = disk;
        this.opened = opened;
    }

    static CommitLog open(Staging directory, Disk disk, Instant now) throws IOException {
        CommitLog log = new CommitLog(directory, disk, now);
        Snapshot present = directory.directory().lookOrNull(NAME);
        if (present == null) {
            log.replace();
            return log;
        }
        if (present.kind() != Kind.FILE) {
            throw new DamagedFileException("It is not a file.");
        }
        log.file = RecordFile.open(directory.directory(), NAME, FORMAT, disk, log::read);
        if (log.odd > 0) {
            LOG.warn("{} records of commits cannot be read, and count for nothing", log.odd);
        }
        return log;
    }

    static boolean isItsName(Path name) {
        return name.equals(NAME);
    }

    /** Each record is of one id: one that cannot be read takes nothing from the others. */
    private void read(int type, ByteBuffer payload) {
        records++;
        try {
            CommitRecord record = CommitRecord.decode(payload);
            if (type < INTENT || type > VOID) {
                odd++;
            } else if (disk.boot().isBelieved(record.boot())) {
                take(type, record.at(SteadyClock.ofEarlierRun(record.time(), opened)));
            }
        } catch (DamagedFileException e) {
            odd++;
        }
    }

    private void take(int type, CommitRecord record) {
        if (type == INTENT) {
            intents.put(record.id(), record);
            return;
        }
        intents.remove(record.id());
        if (type == DONE) {
            done.remove(record.id());
            done.put(record.id(), record);
        }
    }

    /** What was committed with this id; or null. */
    synchronized CommitRecord find(UploadId id) {
        return done.get(id);
    }

    /** What may have been committed with this id, if something ended between intent and note; or null. */
    synchronized CommitRecord intent(UploadId id) {
        return intents.get(id);
    }

    synchronized List<CommitRecord> intents() {
        return List.copyOf(intents.values());
    }

    /** Returns when the intent is safe: the file may get its name now. */
    void intend(CommitRecord record) throws IOException {
        note(INTENT, record);
    }

    /** Returns when it is safe that this was committed: it may be acknowledged now. */
    void remember(CommitRecord record) throws IOException {
        note(DONE, record);
    }

    /** The file did not get its name, or it is not certain that it will keep it. */
    void cancel(CommitRecord intent) {
        replacing.readLock().lock();
        try {
            synchronized (this) {
                if (intents.remove(intent.id(), intent)) {
                    file.append(VOID, intent.encode());
                    records++;
                }
            }
        } catch (IOException notNoted) {
            // Then the file is looked for after a restart, and is not there.
        } finally {
            replacing.readLock().unlock();
        }
    }

    private void note(int type, CommitRecord record) throws IOException {
        if (broken) {
            replace();
        }
        replacing.readLock().lock();
        try {
            synchronized (this) {
                file.append(type, record.encode());
                records++;
                if (type == INTENT) {
                    take(type, record);
                }
            }
            if (record.committed().durability() == Durability.SYNCED) {
                sync();
            }
            synchronized (this) {
                take(type, record);
            }
        } finally {
            replacing.readLock().unlock();
        }
    }

    private void sync() throws IOException {
        try {
            syncs.sync(this, () -> {
                if (broken) {
                    throw new StorageException(ErrorCode.STORAGE_FAILED, "The disk failed.");
                }
                file.sync();
            });
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    /** Forgets what is older than {@code time}, and what is too much. */
    void expire(Instant time) throws IOException {
        boolean replace;
        synchronized (this) {
            int over = done.size() - MAX_REMEMBERED;
            Iterator<CommitRecord> oldest = done.values().iterator();
            while (oldest.hasNext() && (oldest.next().time().isBefore(time) || over > 0)) {
                oldest.remove();
                over--;
            }
            intents.values().removeIf(intent -> intent.time().isBefore(time));
            replace = records > 1000 && records > 4 * (done.size() + intents.size());
        }
        if (replace) {
            replace();
        }
    }

    /** Whether there is so much to forget that it should be done at once. */
    synchronized boolean isFull() {
        return done.size() > 2 * MAX_REMEMBERED || records > 8 * MAX_REMEMBERED;
    }

    /** Writes a new file with all that is known, and puts it in the place of the old one. */
    private void replace() throws IOException {
        replacing.writeLock().lock();
        try {
            Path name = Staging.newName();
            RecordFile made = RecordFile.create(directory, name, FORMAT, disk);
            int kept;
            try {
                // Copies: what expires meanwhile is taken from the others.
                List<CommitRecord> open;
                List<CommitRecord> ended;
                synchronized (this) {
                    open = List.copyOf(intents.values());
                    ended = List.copyOf(done.values());
                }
                for (CommitRecord record : open) {
                    made.append(INTENT, record.encode());
                }
                for (CommitRecord record : ended) {
                    made.append(DONE, record.encode());
                }
                kept = open.size() + ended.size();
                made.sync();
                directory.directory().move(name, directory.directory(), NAME);
                directory.directory().sync();
            } catch (IOException | RuntimeException e) {
                broken = true; // the old one may have lost its name already
                made.close();
                remove(name);
                throw e;
            }
            synchronized (this) {
                if (file != null) {
                    file.close();
                }
                file = made;
                records = kept;
            }
            broken = false;
        } finally {
            replacing.writeLock().unlock();
        }
    }

    private void remove(Path name) {
        try {
            directory.directory().deleteFile(name);
        } catch (IOException leftForTheNextStart) {
            // Or it has its new name already.
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
