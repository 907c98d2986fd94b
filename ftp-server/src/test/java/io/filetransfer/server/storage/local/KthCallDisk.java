package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A disk that counts its calls and lets one of them fail, in one of several ways. It does not really sync: what a power loss
 * leaves is {@link PowerLossDisk}'s matter. One thread.
 */
final class KthCallDisk extends Disk {
    enum Call {
        WRITE,
        READ,
        TRUNCATE,
        SYNC,
        SYNC_DIRECTORY,
        CLOSE,
        OPEN,
        OPEN_DIRECTORY,
        LIST,
        LOOK,
        MAKE_DIRECTORY,
        SET_PERMISSIONS,
        SET_MODIFIED,
        SET_ATTRIBUTE,
        MOVE,
        DELETE_FILE,
        DELETE_DIRECTORY
    }

    enum Fault {
        /** The call does nothing and fails. */
        BROKEN("Input/output error", EnumSet.allOf(Call.class)),
        /** The call does nothing and fails, and so does every call after it. */
        DEAD(
                "Input/output error",
                EnumSet.of(Call.WRITE, Call.SYNC, Call.SYNC_DIRECTORY, Call.OPEN, Call.MOVE, Call.MAKE_DIRECTORY)),
        /** The call does nothing, for want of room. */
        FULL(
                "No space left on device",
                EnumSet.of(
                        Call.WRITE,
                        Call.SYNC,
                        Call.SYNC_DIRECTORY,
                        Call.CLOSE,
                        Call.OPEN,
                        Call.MAKE_DIRECTORY,
                        Call.SET_ATTRIBUTE,
                        Call.MOVE)),
        /** The call does its work and fails all the same. */
        DONE_BUT_TOLD_BROKEN(
                "Input/output error",
                EnumSet.of(
                        Call.SYNC,
                        Call.SYNC_DIRECTORY,
                        Call.TRUNCATE,
                        Call.MAKE_DIRECTORY,
                        Call.SET_PERMISSIONS,
                        Call.SET_MODIFIED,
                        Call.SET_ATTRIBUTE,
                        Call.MOVE,
                        Call.DELETE_FILE,
                        Call.DELETE_DIRECTORY)),
        /** A write of some of the bytes, which is no failure. */
        SHORT(null, EnumSet.of(Call.WRITE)),
        /** A write of some of the bytes, and then there is no room. */
        SHORT_THEN_FULL("No space left on device", EnumSet.of(Call.WRITE));

        private final String message;
        private final Set<Call> calls;

        Fault(String message, Set<Call> calls) {
            this.message = message;
            this.calls = calls;
        }

        boolean concerns(Call call) {
            return calls.contains(call);
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private boolean counting;
    private int faultAt = -1;
    private Fault fault;

    /** Counts from here on. */
    void begin() {
        counting = true;
    }

    /** Lets the call with this index, from 0 and from {@link #begin} on, fail. */
    void failAt(int index, Fault fault) {
        this.faultAt = index;
        this.fault = fault;
    }

    /** Everything works again. */
    void end() {
        counting = false;
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private interface Act {
        void run() throws IOException;
    }

    private void act(Call call, Act act) throws IOException {
        call(call, () -> {
            act.run();
            return null;
        });
    }

    private <T> T call(Call call, Work<T> work) throws IOException {
        Fault now = count(call);
        if (now == null) {
            return work.run();
        }
        if (now == Fault.DONE_BUT_TOLD_BROKEN || call == Call.CLOSE) {
            work.run();
        }
        throw failure(now);
    }

    private static IOException failure(Fault fault) {
        return new FileSystemException("name", null, fault.message);
    }

    private Fault count(Call call) {
        if (!counting) {
            return null;
        }
        int index = calls.size();
        calls.add(call);
        return fault != null && (index == faultAt || fault == Fault.DEAD && index > faultAt && faultAt >= 0)
                ? fault
                : null;
    }

    @Override
    int write(FileChannel file, ByteBuffer content, long position) throws IOException {
        Fault now = count(Call.WRITE);
        if (now == null) {
            return super.write(file, content, position);
        }
        if (now != Fault.SHORT && now != Fault.SHORT_THEN_FULL) {
            throw failure(now);
        }
        int limit = content.limit();
        content.limit(content.position() + content.remaining() / 2);
        try {
            super.write(file, content, position);
        } finally {
            content.limit(limit);
        }
        if (now == Fault.SHORT_THEN_FULL) {
            throw failure(now);
        }
        return limit / 2;
    }

    @Override
    int read(FileChannel file, ByteBuffer target, long position) throws IOException {
        return call(Call.READ, () -> super.read(file, target, position));
    }

    @Override
    void truncate(FileChannel file, long size) throws IOException {
        act(Call.TRUNCATE, () -> super.truncate(file, size));
    }

    @Override
    void sync(FileChannel file) throws IOException {
        act(Call.SYNC, () -> {});
    }

    @Override
    void syncDirectory(Directory directory) throws IOException {
        act(Call.SYNC_DIRECTORY, () -> {});
    }

    @Override
    void close(FileChannel file) throws IOException {
        act(Call.CLOSE, () -> super.close(file));
    }

    @Override
    FileChannel open(Directory in, Path name, Set<OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return call(Call.OPEN, () -> super.open(in, name, options, attributes));
    }

    @Override
    DirectoryStream<Path> openDirectory(Directory in, Path name) throws IOException {
        return call(Call.OPEN_DIRECTORY, () -> super.openDirectory(in, name));
    }

    @Override
    boolean hasNext(Iterator<Path> entries) {
        try {
            return call(Call.LIST, () -> super.hasNext(entries));
        } catch (IOException e) {
            throw new DirectoryIteratorException(e);
        }
    }

    @Override
    Object identity(Path path) throws IOException {
        return call(Call.LOOK, () -> super.identity(path));
    }

    @Override
    PosixFileAttributes look(Directory in, Path name) throws IOException {
        return call(Call.LOOK, () -> super.look(in, name));
    }

    @Override
    void makeDirectory(Directory in, Path path, FileAttribute<?>... attributes) throws IOException {
        act(Call.MAKE_DIRECTORY, () -> super.makeDirectory(in, path, attributes));
    }

    @Override
    void setMode(Directory in, Path path, int mode) throws IOException {
        act(Call.SET_PERMISSIONS, () -> super.setMode(in, path, mode));
    }

    @Override
    void setPermissions(Directory in, Path name, FileChannel open, Set<PosixFilePermission> permissions)
            throws IOException {
        act(Call.SET_PERMISSIONS, () -> super.setPermissions(in, name, open, permissions));
    }

    @Override
    void setModified(Directory in, Path path, FileChannel open, FileTime modified) throws IOException {
        act(Call.SET_MODIFIED, () -> super.setModified(in, path, open, modified));
    }

    @Override
    void setAttribute(Directory in, Path path, FileChannel open, String attribute, ByteBuffer value)
            throws IOException {
        act(Call.SET_ATTRIBUTE, () -> super.setAttribute(in, path, open, attribute, value));
    }

    @Override
    void move(Directory from, Path name, Directory to, Path newName) throws IOException {
        act(Call.MOVE, () -> super.move(from, name, to, newName));
    }

    @Override
    void deleteFile(Directory in, Path name) throws IOException {
        act(Call.DELETE_FILE, () -> super.deleteFile(in, name));
    }

    @Override
    void deleteDirectory(Directory in, Path name) throws IOException {
        act(Call.DELETE_DIRECTORY, () -> super.deleteDirectory(in, name));
    }
}
