package io.filetransfer.server.program;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file for a part of the program's log; the program's Log4j configuration takes it from system properties.
 *
 * @param path null: to the log, with all else
 * @param maxBytes a file that grew beyond it is put aside
 * @param kept how many of those that were put aside stay
 */
record LogFile(Part part, Path path, long maxBytes, int kept) {
    enum Part {
        AUDIT("--audit-log", "ftp.audit.", "the audit"),
        TRANSFERS("--transfer-log", "ftp.transfers.", "the log of transfers");

        private final String option;
        private final String properties;
        private final String name;

        Part(String option, String properties, String name) {
            this.option = option;
            this.properties = properties;
            this.name = name;
        }
    }

    /** The program's own Log4j configuration. */
    static final String CONFIGURATION = "classpath:ftp-server-log4j2.xml";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    LogFile {
        String whole = path == null ? "" : path.toAbsolutePath().toString();
        if (whole.indexOf('%') >= 0 || whole.indexOf('$') >= 0) {
            throw new IllegalArgumentException(part.option + ": a name without % and $, not " + path);
        }
    }

    /** Whether the operator has a Log4j configuration, which says itself where lines go. */
    static boolean isConfiguredOtherwise() {
        String configuration = System.getProperty("log4j2.configurationFile");
        return configuration != null && !configuration.equals(CONFIGURATION);
    }

    boolean isSameFileAs(LogFile other) {
        return path != null
                && other.path != null
                && path.toAbsolutePath()
                        .normalize()
                        .equals(other.path.toAbsolutePath().normalize());
    }

    /**
     * Before the first logger is made.
     *
     * @throws IOException with a sentence for the operator if lines cannot be written to it
     */
    void open() throws IOException {
        if (path == null) {
            System.setProperty(part.properties + "log", "true"); // all of it, whatever the level of the log is
            return;
        }
        make();
        System.setProperty(part.properties + "file", path.toAbsolutePath().toString());
        System.setProperty(part.properties + "size", Long.toString(maxBytes));
        System.setProperty(part.properties + "kept", Integer.toString(kept));
    }

    /**
     * Nothing, where lines go to the log.
     *
     * @throws IOException with a sentence for the operator if lines cannot be written to it
     */
    void make() throws IOException {
        if (path == null) {
            return;
        }
        try {
            openToAppend().close();
            if (!Files.isRegularFile(path)) {
                throw cannotBeWritten("it is not a file", null);
            }
            Files.setPosixFilePermissions(path, OWNER_ONLY); // one that was there already may be open to others
        } catch (AccessDeniedException e) {
            throw cannotBeWritten("permission denied", e);
        } catch (FileSystemException e) {
            throw cannotBeWritten(e.getReason() == null ? "no such directory" : e.getReason(), e);
        }
    }

    /**
     * As {@link #make}, by whoever may be another user than the server's, who has to be able to write on.
     *
     * @param like belongs to the server's user, if it is there
     */
    void makeLike(Path like) throws IOException {
        boolean isNew = path != null && !Files.exists(path);
        make();
        if (isNew && Files.exists(like)) {
            PosixFileAttributes owner = Files.readAttributes(like, PosixFileAttributes.class);
            PosixFileAttributeView made = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            if (!made.getOwner().equals(owner.owner())) {
                made.setOwner(owner.owner());
                made.setGroup(owner.group());
            }
        }
    }

    private FileChannel openToAppend() throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) { // opening a named pipe would wait for its other end
            throw cannotBeWritten("it is not a file", null);
        }
        return FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    /** Writes a line beside a server that may be running: at the end, in one piece; to standard error if that is the log. */
    void append(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (path == null) {
            System.err.write(bytes);
            return;
        }
        try (FileChannel out = openToAppend()) {
            if (out.write(ByteBuffer.wrap(bytes)) < bytes.length) {
                throw cannotBeWritten("no room", null);
            }
            out.force(false);
        }
    }

    /**
     * As far as that can be said without making anything.
     *
     * @throws IOException with a sentence for the operator if {@link #open} would fail
     */
    void check() throws IOException {
        if (path == null) {
            return;
        }
        if (Files.exists(path)) {
            if (!Files.isRegularFile(path)) {
                throw cannotBeWritten("it is not a file", null);
            }
            requireWritable(path);
            return;
        }
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw cannotBeWritten("no such directory", null);
        }
        requireWritable(directory);
    }

    private void requireWritable(Path there) throws IOException {
        if (!Files.isWritable(there)) {
            throw cannotBeWritten("permission denied", null);
        }
    }

    private IOException cannotBeWritten(String reason, IOException cause) {
        return new IOException(part.name + " cannot be written to " + path + ": " + reason, cause);
    }
}
