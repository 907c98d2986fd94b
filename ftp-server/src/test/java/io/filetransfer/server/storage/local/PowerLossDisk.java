package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A disk that keeps in mind what a power loss could leave, after each call. The model is strict: what was written to a file
 * and not synced may be there, in part, as zeros, or not at all. Entries of a directory that were not synced are there in
 * their order up to any point, each directory for itself. A rename is one step, also between directories, and safe when its
 * target is synced. It does not really sync.
 *
 * <p>Each file has a second name in a vault, so that states are put together from the same files again: their identities
 * are on record in some of them. One thread.
 */
final class PowerLossDisk extends Disk {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    /** All that a sync of a file makes safe. */
    record Content(byte[] bytes, FileTime modified, Set<PosixFilePermission> permissions, byte[] digest) {
        private static final Content NEVER_SYNCED = new Content(new byte[0], FileTime.fromMillis(0), PRIVATE, null);
    }

    /** A file or directory. */
    sealed interface Node permits FileNode, DirectoryNode {}

    static final class FileNode implements Node {
        private final Path vaulted;
        private Content safe = Content.NEVER_SYNCED;
        private Content present = Content.NEVER_SYNCED;

        private FileNode(Path vaulted) {
            this.vaulted = vaulted;
        }
    }

    static final class DirectoryNode implements Node {
        private final Map<String, Node> safe = new TreeMap<>();
        private final List<EntryChange> pending = new ArrayList<>();
    }

    /**
     * A change of entries; of a rename there is one in both directories.
     *
     * @param node what gets the name {@code to}; null for a removal
     * @param source null for what is new
     */
    record EntryChange(DirectoryNode source, String from, DirectoryNode target, String to, Node node) {
        void apply(DirectoryNode directory, Map<String, Node> entries) {
            if (directory == source) {
                entries.remove(from);
            }
            if (directory == target) {
                entries.put(to, node);
            }
        }

        private boolean takesFrom(DirectoryNode directory, String name) {
            return directory == source && from.equals(name) || directory == target && to.equals(name);
        }
    }

    /** What is safe and what is not, at one moment. */
    record Moment(DirectoryNode root, Map<DirectoryNode, Entries> directories, Map<FileNode, Contents> files) {}

    record Entries(Map<String, Node> safe, List<EntryChange> pending) {}

    record Contents(Content safe, Content present) {
        boolean differ() {
            return safe != present;
        }
    }

    private final Path vault;
    private final Map<Object, Node> nodes = new HashMap<>();
    private final Map<FileChannel, FileNode> open = new IdentityHashMap<>();
    private final List<FileNode> files = new ArrayList<>();
    private final List<DirectoryNode> directories = new ArrayList<>();
    private List<Moment> moments = new ArrayList<>();
    private int writesUntilFull = Integer.MAX_VALUE;

    /** @param vault a directory on the same file system, for second names */
    PowerLossDisk(Path vault) {
        this.vault = vault;
    }

    @Override
    Boot boot() {
        return new Boot(1);
    }

    /** The moments since the last call, the present one last. */
    List<Moment> moments() {
        note();
        List<Moment> seen = moments;
        moments = new ArrayList<>();
        return seen;
    }

    /** Lets one write fail, after so many. */
    void fullAfter(int writes) {
        writesUntilFull = writes;
    }

    private void note() {
        Map<DirectoryNode, Entries> entries = new IdentityHashMap<>();
        for (DirectoryNode directory : directories) {
            entries.put(directory, new Entries(new TreeMap<>(directory.safe), List.copyOf(directory.pending)));
        }
        Map<FileNode, Contents> contents = new IdentityHashMap<>();
        for (FileNode file : files) {
            contents.put(file, new Contents(file.safe, file.present));
        }
        moments.add(new Moment(directories.get(0), entries, contents));
    }

    private DirectoryNode node(Directory directory) {
        return (DirectoryNode) nodes.computeIfAbsent(directory.key(), key -> newDirectory());
    }

    private DirectoryNode newDirectory() {
        DirectoryNode made = new DirectoryNode();
        directories.add(made);
        return made;
    }

    private FileNode file(Directory in, Path name) throws IOException {
        return (FileNode) nodes.get(super.look(in, name).fileKey());
    }

    private static Content content(FileNode file) throws IOException {
        UserDefinedFileAttributeView attributes =
                Files.getFileAttributeView(file.vaulted, UserDefinedFileAttributeView.class);
        byte[] digest = null;
        if (attributes.list().contains(DigestAttribute.NAME)) {
            ByteBuffer value = ByteBuffer.allocate(attributes.size(DigestAttribute.NAME));
            attributes.read(DigestAttribute.NAME, value);
            digest = value.array();
        }
        return new Content(
                Files.readAllBytes(file.vaulted),
                Files.getLastModifiedTime(file.vaulted),
                Files.getPosixFilePermissions(file.vaulted),
                digest);
    }

    private void changed(FileNode file) throws IOException {
        file.present = content(file);
        note();
    }

    @Override
    int write(FileChannel file, ByteBuffer content, long position) throws IOException {
        if (writesUntilFull-- == 0) {
            throw new IOException("No space left on device");
        }
        int count = super.write(file, content, position);
        changed(open.get(file));
        return count;
    }

    @Override
    void truncate(FileChannel file, long size) throws IOException {
        super.truncate(file, size);
        changed(open.get(file));
    }

    @Override
    void sync(FileChannel file) throws IOException {
        FileNode synced = open.get(file);
        synced.present = content(synced);
        synced.safe = synced.present;
        note();
    }

    @Override
    void syncDirectory(Directory directory) {
        DirectoryNode synced = node(directory);
        for (EntryChange change : List.copyOf(synced.pending)) {
            change.apply(synced, synced.safe);
            synced.pending.remove(change);
            if (change.target == synced && change.source != null && change.source != synced) {
                settle(change.source, change);
            }
        }
        note();
    }

    /** A rename is safe by a sync of its target: in the source as well, with what led to the name it took. */
    private static void settle(DirectoryNode source, EntryChange rename) {
        int index = source.pending.indexOf(rename);
        for (EntryChange earlier : List.copyOf(source.pending.subList(0, index + 1))) {
            if (earlier.takesFrom(source, rename.from)) {
                earlier.apply(source, source.safe);
                source.pending.remove(earlier);
            }
        }
    }

    @Override
    FileChannel open(Directory in, Path name, Set<OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        boolean isNew = in.lookOrNull(name) == null;
        FileChannel channel = super.open(in, name, options, attributes);
        Object key = super.look(in, name).fileKey();
        if (isNew) {
            FileNode made = new FileNode(vault.resolve(Integer.toString(files.size())));
            Files.createLink(made.vaulted, Inspector.descriptor(in.key()).resolve(name));
            files.add(made);
            nodes.put(key, made);
            link(node(in), name, made);
        }
        open.put(channel, (FileNode) nodes.get(key));
        return channel;
    }

    private void link(DirectoryNode in, Path name, Node made) {
        in.pending.add(new EntryChange(null, null, in, name.toString(), made));
        note();
    }

    @Override
    void makeDirectory(Directory in, Path path, FileAttribute<?>... attributes) throws IOException {
        DirectoryNode parent = node(in);
        super.makeDirectory(in, path, attributes);
        DirectoryNode made = newDirectory();
        nodes.put(super.look(in, path.getFileName()).fileKey(), made);
        link(parent, path.getFileName(), made);
    }

    @Override
    void setPermissions(Directory in, Path name, FileChannel open, Set<PosixFilePermission> permissions)
            throws IOException {
        super.setPermissions(in, name, open, permissions);
        changed(file(in, name));
    }

    @Override
    void setModified(Directory in, Path path, FileChannel open, FileTime modified) throws IOException {
        super.setModified(in, path, open, modified);
        changed(file(in, path.getFileName()));
    }

    @Override
    void setAttribute(Directory in, Path path, FileChannel open, String attribute, ByteBuffer value)
            throws IOException {
        super.setAttribute(in, path, open, attribute, value);
        changed(file(in, path.getFileName()));
    }

    @Override
    void move(Directory from, Path name, Directory to, Path newName) throws IOException {
        Node moved = nodes.get(super.look(from, name).fileKey());
        super.move(from, name, to, newName);
        DirectoryNode source = node(from);
        DirectoryNode target = node(to);
        EntryChange change = new EntryChange(source, name.toString(), target, newName.toString(), moved);
        source.pending.add(change);
        if (target != source) {
            target.pending.add(change);
        }
        note();
    }

    @Override
    void deleteFile(Directory in, Path name) throws IOException {
        super.deleteFile(in, name);
        unlink(node(in), name);
    }

    @Override
    void deleteDirectory(Directory in, Path name) throws IOException {
        super.deleteDirectory(in, name);
        unlink(node(in), name);
    }

    private void unlink(DirectoryNode in, Path name) {
        in.pending.add(new EntryChange(in, name.toString(), null, null, null));
        note();
    }

    /** Puts a file together again, as one of the names in a state. */
    static void restore(FileNode file, Content content, Path name) throws IOException {
        Files.setPosixFilePermissions(file.vaulted, PRIVATE);
        Files.write(file.vaulted, content.bytes);
        UserDefinedFileAttributeView attributes =
                Files.getFileAttributeView(file.vaulted, UserDefinedFileAttributeView.class);
        if (content.digest != null) {
            attributes.write(DigestAttribute.NAME, ByteBuffer.wrap(content.digest));
        } else if (attributes.list().contains(DigestAttribute.NAME)) {
            attributes.delete(DigestAttribute.NAME);
        }
        Files.setPosixFilePermissions(file.vaulted, content.permissions);
        Files.setLastModifiedTime(file.vaulted, content.modified);
        Files.createLink(name, file.vaulted);
    }
}
