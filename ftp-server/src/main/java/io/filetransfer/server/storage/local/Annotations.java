package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.ModifiedTime;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Properties;
import io.filetransfer.codec.PropertyChanges;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What clients keep with files and directories, in the extended attribute {@code user.filetransfer.properties}: it goes with
 * a file that is moved, and ends with it. Changed in one step, under the lock of the name.
 */
final class Annotations {
    /** Without the {@code user.} that Java puts before it. */
    static final String NAME = "filetransfer.properties";

    private final Root root;
    private final NameLocks locks;
    private final StoredDigests digests;
    private final Disk disk;

    Annotations(Root root, StoredDigests digests, NameLocks locks, Disk disk) {
        this.root = root;
        this.locks = locks;
        this.digests = digests;
        this.disk = disk;
    }

    /** As {@link Storage#properties}. */
    Properties of(SafePath path) throws StorageException {
        if (path.isRoot()) {
            return Properties.NONE;
        }
        try (Directory parent = root.lookUp(path.parent())) {
            Path name = NameText.path(path.name());
            requireKept(parent.look(name).kind());
            return parse(read(parent, name));
        } catch (IOException e) {
            throw root.told(e);
        }
    }

    /** As {@link Storage#annotate}. */
    void change(SafePath path, PropertyChanges changes, Instant modified, Durability durability)
            throws StorageException {
        if (path.isRoot()) {
            throw new StorageException(ErrorCode.DENIED, "Nothing can be kept with the root itself.");
        }
        try (Directory parent = root.lookUp(path.parent())) {
            Path name = NameText.path(path.name());
            Snapshot changed;
            NameLocks.LockedName held = locks.lock(parent, name);
            try {
                changed = parent.look(name);
                requireKept(changed.kind());
                if (!changes.list().isEmpty()) {
                    write(parent, name, parse(read(parent, name)), changes);
                }
                if (modified != null) {
                    touch(parent, name, changed.kind(), modified);
                }
            } finally {
                held.release();
            }
            if (durability == Durability.SYNCED) {
                sync(parent, name, changed.kind());
            }
            root.require();
        } catch (IOException e) {
            throw root.told(e);
        }
    }

    private static void requireKept(Kind kind) throws StorageException {
        if (kind != Kind.FILE && kind != Kind.DIRECTORY) {
            throw DiskFailures.notAFile();
        }
    }

    /** The value of a file or directory; empty without. The caller has looked what it is. */
    static byte[] read(Directory parent, Path name) throws IOException {
        return parent.disk().attribute(parent, parent.path().resolve(name), NAME, Properties.MAX_BYTES);
    }

    private static Properties parse(byte[] value) throws StorageException {
        try {
            return Properties.of(value);
        } catch (ProtocolException e) {
            throw new StorageException(ErrorCode.STORAGE_FAILED, "What is kept with it cannot be read.", e);
        }
    }

    private static void write(Directory parent, Path name, Properties before, PropertyChanges changes)
            throws IOException {
        Properties after;
        try {
            after = before.after(changes);
        } catch (ProtocolException e) {
            throw new StorageException(e.code(), e.getMessage());
        }
        if (!after.equals(before)) {
            write(parent, name, after.bytes());
        }
    }

    /** @param value empty for nothing */
    static void write(Directory parent, Path name, byte[] value) throws IOException {
        Path path = parent.path().resolve(name);
        try {
            if (value.length == 0) {
                parent.disk().removeAttribute(parent, path, NAME);
            } else {
                parent.disk().setAttribute(parent, path, null, NAME, ByteBuffer.wrap(value));
            }
        } catch (UnsupportedOperationException e) {
            throw cannotKeep(e);
        } catch (IOException e) {
            throw told(e);
        }
    }

    private static IOException told(IOException failure) {
        String text = String.valueOf(failure.getMessage());
        if (text.contains("not supported")) {
            return cannotKeep(failure);
        }
        boolean tooMuch = text.contains("Argument list too long") || text.contains("result out of range");
        return tooMuch
                ? new StorageException(
                        ErrorCode.INSUFFICIENT_STORAGE, "This file system has no room for that much beside a file.")
                : failure;
    }

    private static StorageException cannotKeep(Exception cause) {
        return new StorageException(
                ErrorCode.DENIED,
                "Nothing can be kept with files here: the file system has no extended attributes.",
                cause instanceof IOException failure ? failure : new IOException(cause));
    }

    /** The digest is about content of this time, so it follows. */
    private void touch(Directory parent, Path name, Kind kind, Instant modified) throws IOException {
        Path path = parent.path().resolve(name);
        if (kind != Kind.FILE) {
            disk.setModified(parent, path, null, ModifiedTime.settable(modified));
            return;
        }
        try (LocalStoredFile file = LocalStoredFile.open(parent, name, digests)) {
            Optional<Digest> stored = file.storedDigest();
            disk.setModified(parent, path, null, ModifiedTime.settable(modified));
            Snapshot now = parent.look(name);
            if (stored.isPresent() && now.size() == file.attributes().size()) {
                digests.keep(file.channel().orElseThrow(), stored.get(), now);
            }
        }
    }

    private void sync(Directory parent, Path name, Kind kind) throws IOException {
        if (kind == Kind.DIRECTORY) {
            try (Directory directory = parent.enter(name)) {
                disk.syncDirectory(directory);
            }
            return;
        }
        try (FileChannel file = parent.openFile(name)) {
            disk.sync(file);
        }
    }
}
