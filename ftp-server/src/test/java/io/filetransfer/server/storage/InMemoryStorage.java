package io.filetransfer.server.storage;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.Version;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A whole storage that has no disk, no files and no channels, only what {@link Storage} asks for: what the server does with
 * it, it does with any. What it holds is gone with it. Safe for use by many threads.
 */
public final class InMemoryStorage implements Storage {
    /** Bytes that it has room for. */
    public static final long ROOM = 256 << 20;

    private sealed interface Node {
        Attributes attributes();
    }

    private record Directory(Attributes attributes) implements Node {}

    /** @param content never changed */
    private record File(Attributes attributes, byte[] content, Digest digest) implements Node {}

    /** By their names, of which a directory's comes before those of what is in it; without the root. */
    private final TreeMap<String, Node> nodes = new TreeMap<>();

    private final InMemoryUploads uploads;
    private long versions;

    public InMemoryStorage() {
        this(InstantSource.system());
    }

    InMemoryStorage(InstantSource clock) {
        this.uploads = new InMemoryUploads(this, clock);
    }

    @Override
    public String toString() {
        return "memory";
    }

    static StorageException refused(ErrorCode code) {
        return new StorageException(code, "It is " + code + ".");
    }

    private static Directory newDirectory() {
        return new Directory(new Attributes(Kind.DIRECTORY, 0, Instant.now(), 0755, null));
    }

    private Node nodeOrNull(SafePath path) {
        return path.isRoot() ? newDirectory() : nodes.get(path.toString());
    }

    private Node node(SafePath path) throws StorageException {
        Node node = nodeOrNull(path);
        if (node == null) {
            throw refused(ErrorCode.NOT_FOUND);
        }
        return node;
    }

    @Override
    public synchronized Attributes stat(SafePath path) throws StorageException {
        return node(path).attributes();
    }

    @Override
    public synchronized Listing list(SafePath directory, boolean recursive) throws StorageException {
        if (node(directory) instanceof File) {
            throw refused(ErrorCode.NOT_A_DIRECTORY);
        }
        String prefix = directory.isRoot() ? "" : directory + "/";
        List<String> names = nodes.tailMap(prefix, false).keySet().stream()
                .takeWhile(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .filter(name -> recursive || name.indexOf('/') < 0)
                .toList();
        return new InMemoryListing(prefix, names.iterator());
    }

    private final class InMemoryListing implements Listing {
        private final String prefix;
        private final Iterator<String> names;

        InMemoryListing(String prefix, Iterator<String> names) {
            this.prefix = prefix;
            this.names = names;
        }

        @Override
        public Item next() {
            synchronized (InMemoryStorage.this) {
                while (names.hasNext()) {
                    String name = names.next();
                    Node node = nodes.get(prefix + name);
                    if (node != null) {
                        return new Item(name, node.attributes());
                    }
                }
                return null;
            }
        }

        @Override
        public void close() {}
    }

    @Override
    public synchronized StoredFile open(SafePath path) throws StorageException {
        if (node(path) instanceof File file) {
            return new OpenFile(file);
        }
        throw refused(ErrorCode.NOT_A_FILE);
    }

    private record OpenFile(File file) implements StoredFile {
        @Override
        public Attributes attributes() {
            return file.attributes;
        }

        @Override
        public Optional<Digest> storedDigest() {
            return file.digest.equals(Digest.NONE) ? Optional.empty() : Optional.of(file.digest);
        }

        @Override
        public int read(ByteBuffer target, long position) {
            int count = (int) Math.max(0, Math.min(target.remaining(), file.content.length - position));
            if (count > 0) {
                target.put(file.content, (int) position, count);
            }
            return count;
        }

        @Override
        public boolean changed() {
            return false;
        }

        @Override
        public void close() {}
    }

    @Override
    public synchronized Upload begin(Destination destination, long size) throws StorageException {
        requireRoom(size);
        requirePossible(destination);
        return new InMemoryUpload(this, destination);
    }

    @Override
    public synchronized Upload begin(UploadId id, Destination destination, long size) throws StorageException {
        return uploads.whole(id, destination, (InMemoryUpload) begin(destination, size));
    }

    @Override
    public synchronized Optional<Committed> committed(UploadId id, SafePath target) {
        return uploads.committed(id, target);
    }

    @Override
    public Parts parts() {
        return uploads;
    }

    @Override
    public synchronized void expire() {
        uploads.expire();
    }

    static void requireRoom(long size) throws StorageException {
        if (size > ROOM) {
            throw refused(ErrorCode.INSUFFICIENT_STORAGE);
        }
    }

    void requirePossible(Destination destination) throws StorageException {
        SafePath target = destination.target();
        if (target.isRoot()) {
            throw refused(ErrorCode.NOT_A_FILE);
        }
        for (SafePath above = target.parent(); !above.isRoot(); above = above.parent()) {
            Node node = nodeOrNull(above);
            if (node instanceof File) {
                throw refused(ErrorCode.NOT_A_DIRECTORY);
            }
            if (node == null && !destination.parents()) {
                throw refused(ErrorCode.NOT_FOUND);
            }
        }
        Node present = nodeOrNull(target);
        if (present != null && destination.expectation().wantsNothing()) {
            throw refused(ErrorCode.EXISTS);
        }
        requireVersion(present, destination.expectation());
        if (present instanceof Directory) {
            throw refused(ErrorCode.NOT_A_FILE);
        }
    }

    private static void requireVersion(Node present, Expectation expectation) throws StorageException {
        if (present == null ? !expectation.takesNothing() : !expectation.takes(present.attributes())) {
            throw refused(ErrorCode.VERSION_MISMATCH);
        }
    }

    synchronized Attributes publish(Destination destination, byte[] content, Commit commit) throws StorageException {
        requirePossible(destination);
        makeParents(destination.target());
        Version version = Version.of(ByteBuffer.allocate(8).putLong(++versions).array());
        Instant modified = commit.modified() == null ? Instant.now() : commit.modified();
        int mode = commit.mode() == null ? 0644 : commit.mode();
        File file =
                new File(new Attributes(Kind.FILE, content.length, modified, mode, version), content, commit.digest());
        nodes.put(destination.target().toString(), file);
        return file.attributes;
    }

    private void makeParents(SafePath path) {
        for (SafePath above = path.parent(); !above.isRoot(); above = above.parent()) {
            nodes.putIfAbsent(above.toString(), newDirectory());
        }
    }

    @Override
    public synchronized void makeDirectory(SafePath directory, boolean parents, Durability durability)
            throws StorageException {
        Node present = nodeOrNull(directory);
        if (present != null && !parents) {
            throw refused(ErrorCode.EXISTS);
        }
        if (present instanceof File) {
            throw refused(ErrorCode.NOT_A_DIRECTORY);
        }
        if (present == null) {
            requirePossible(new Destination(directory, parents, Expectation.ANY));
            makeParents(directory);
            nodes.put(directory.toString(), newDirectory());
        }
    }

    @Override
    public synchronized Attributes move(SafePath from, Destination destination, Durability durability)
            throws StorageException {
        SafePath to = destination.target();
        if (from.isRoot() || to.isRoot()) {
            throw refused(ErrorCode.DENIED);
        }
        Node moved = node(from);
        if (moved instanceof Directory && to.startsWith(from)) {
            throw refused(ErrorCode.BAD_NAME);
        }
        if (moved instanceof Directory && nodeOrNull(to) != null) {
            throw refused(ErrorCode.EXISTS);
        }
        requirePossible(destination);
        makeParents(to);
        String prefix = from + "/";
        List<String> below = nodes.tailMap(prefix, false).keySet().stream()
                .takeWhile(name -> name.startsWith(prefix))
                .toList();
        nodes.put(to.toString(), nodes.remove(from.toString()));
        below.forEach(name -> nodes.put(to + "/" + name.substring(prefix.length()), nodes.remove(name)));
        return moved.attributes();
    }

    @Override
    public synchronized void delete(SafePath path, boolean recursive, Expectation expectation, Durability durability)
            throws StorageException {
        if (path.isRoot()) {
            throw refused(ErrorCode.DENIED);
        }
        if (expectation.wantsNothing()) {
            throw refused(ErrorCode.BAD_REQUEST);
        }
        requireVersion(node(path), expectation);
        String prefix = path + "/";
        boolean empty = nodes.tailMap(prefix, false).keySet().stream()
                .findFirst()
                .filter(name -> name.startsWith(prefix))
                .isEmpty();
        if (!empty && !recursive) {
            throw refused(ErrorCode.NOT_EMPTY);
        }
        nodes.keySet().removeIf(name -> name.startsWith(prefix));
        nodes.remove(path.toString());
    }

    @Override
    public void close() {}
}
