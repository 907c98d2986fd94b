package io.filetransfer.server;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.Version;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Upload;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Files in memory, for one thread. Remembers the order of calls and what is still open; calls fail on demand. */
final class MemoryStorage implements Storage {
    private record File(byte[] content, long version) {}

    final List<String> calls = new ArrayList<>();
    final Set<Object> open = new HashSet<>();
    private final Map<String, File> files = new TreeMap<>();
    private String failing = "";
    private StorageException failure;
    private RuntimeException fault;
    private long versions;
    int mostOpen;

    /** Digests that are stored with files. */
    final Map<String, Digest> digests = new TreeMap<>();
    /** Files of which another length was stored. */
    final Set<String> cut = new HashSet<>();
    /** Done at each read. */
    Runnable whileReading = () -> {};
    /** Done before each open. */
    Runnable beforeOpen = () -> {};

    /** Has the uploads in parts and those with ids; or null. */
    Storage uploads;

    void put(String name, String content) {
        put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    void put(String name, byte[] content) {
        files.put(name, new File(content, ++versions));
    }

    byte[] content(String name) {
        return files.containsKey(name) ? files.get(name).content : null;
    }

    String text(String name) {
        return files.containsKey(name) ? new String(content(name), StandardCharsets.UTF_8) : null;
    }

    Set<String> names() {
        return files.keySet();
    }

    /** Calls that begin with {@code call} fail from now on. */
    void fail(String call, ErrorCode code) {
        failing = call;
        failure = new StorageException(code, "It failed.", new java.io.IOException("/secret/place"));
    }

    void failWith(String call, RuntimeException fault) {
        failing = call;
        this.fault = fault;
    }

    void work() {
        failure = null;
        fault = null;
    }

    private void call(String call) throws StorageException {
        calls.add(call);
        if (call.startsWith(failing) && failure != null) {
            throw failure;
        }
        if (call.startsWith(failing) && fault != null) {
            throw fault;
        }
    }

    private File file(SafePath path) throws StorageException {
        File file = files.get(path.toString());
        if (file == null) {
            throw new StorageException(ErrorCode.NOT_FOUND, "Nothing has this name.");
        }
        return file;
    }

    private static Attributes attributes(File file) {
        Version version = Version.of(new byte[] {(byte) (file.version >> 8), (byte) file.version});
        return new Attributes(Kind.FILE, file.content.length, Instant.EPOCH, 0644, version);
    }

    private void opened(Object object) {
        open.add(object);
        mostOpen = Math.max(mostOpen, open.size());
    }

    @Override
    public Attributes stat(SafePath path) throws StorageException {
        call("stat " + path);
        return path.isRoot() ? new Attributes(Kind.DIRECTORY, 0, Instant.EPOCH, 0755, null) : attributes(file(path));
    }

    @Override
    public Listing list(SafePath directory, boolean recursive) throws StorageException {
        call("list " + directory);
        Iterator<Map.Entry<String, File>> entries =
                new TreeMap<>(files).entrySet().iterator();
        Listing listing = new Listing() {
            @Override
            public Item next() throws StorageException {
                call("next");
                if (!entries.hasNext()) {
                    return null;
                }
                Map.Entry<String, File> entry = entries.next();
                return new Item(entry.getKey(), attributes(entry.getValue()));
            }

            @Override
            public void close() {
                open.remove(this);
            }
        };
        opened(listing);
        return listing;
    }

    @Override
    public StoredFile open(SafePath path) throws StorageException {
        call("open " + path);
        beforeOpen.run();
        File file = file(path);
        StoredFile stored = new StoredFile() {
            @Override
            public Attributes attributes() {
                return MemoryStorage.attributes(file);
            }

            @Override
            public Optional<Digest> storedDigest() {
                return Optional.ofNullable(digests.get(path.toString()));
            }

            @Override
            public boolean hasOtherLength() {
                return cut.contains(path.toString());
            }

            @Override
            public int read(ByteBuffer target, long position) throws StorageException {
                call("read " + path + " " + position);
                whileReading.run();
                int count = (int) Math.max(0, Math.min(target.remaining(), file.content.length - position));
                target.put(file.content, (int) position, count);
                return count;
            }

            @Override
            public Optional<FileChannel> channel() {
                return Optional.empty();
            }

            @Override
            public boolean changed() throws StorageException {
                call("changed " + path);
                return false;
            }

            @Override
            public void close() {
                if (!open.remove(this)) {
                    throw new IllegalStateException("closed twice");
                }
            }
        };
        opened(stored);
        return stored;
    }

    @Override
    public Upload begin(Destination destination, long size) throws StorageException {
        SafePath target = destination.target();
        Expectation expectation = destination.expectation();
        call("begin " + target);
        check(target, expectation);
        Upload upload = new Upload() {
            private byte[] content = new byte[0];

            @Override
            public void append(ByteBuffer bytes) throws StorageException {
                int position = content.length;
                call("write " + target + " " + position);
                content = Arrays.copyOf(content, position + bytes.remaining());
                bytes.get(content, position, bytes.remaining());
            }

            @Override
            public Attributes commit(Commit commit) throws StorageException {
                call("commit " + target);
                check(target, expectation);
                put(target.toString(), content);
                return MemoryStorage.attributes(MemoryStorage.this.file(target));
            }

            @Override
            public void close() {
                open.remove(this);
            }
        };
        opened(upload);
        return upload;
    }

    private void check(SafePath target, Expectation expectation) throws StorageException {
        if (expectation.wantsNothing() && files.containsKey(target.toString())) {
            throw new StorageException(ErrorCode.EXISTS, "The name is taken.");
        }
        boolean there = files.containsKey(target.toString());
        if (there ? !expectation.takes(attributes(file(target))) : !expectation.takesNothing()) {
            throw new StorageException(ErrorCode.VERSION_MISMATCH, "The file has another version.");
        }
    }

    @Override
    public void makeDirectory(SafePath directory, boolean parents, Durability durability) throws StorageException {
        call("mkdir " + directory);
    }

    @Override
    public Attributes move(SafePath from, Destination destination, Durability durability) throws StorageException {
        SafePath to = destination.target();
        call("move " + from);
        files.put(to.toString(), file(from));
        files.remove(from.toString());
        return attributes(file(to));
    }

    @Override
    public void delete(SafePath path, boolean recursive, Expectation expectation, Durability durability)
            throws StorageException {
        call("delete " + path);
        file(path);
        check(path, expectation);
        files.remove(path.toString());
    }

    @Override
    public Upload begin(UploadId id, Destination destination, long size) throws StorageException {
        call("begin " + destination.target());
        return uploads == null ? Storage.super.begin(id, destination, size) : uploads.begin(id, destination, size);
    }

    @Override
    public Optional<Committed> committed(UploadId id, SafePath target) throws StorageException {
        return uploads == null ? Storage.super.committed(id, target) : uploads.committed(id, target);
    }

    @Override
    public Parts parts() throws StorageException {
        call("parts");
        return uploads == null ? Storage.super.parts() : uploads.parts();
    }

    @Override
    public void close() {}
}
