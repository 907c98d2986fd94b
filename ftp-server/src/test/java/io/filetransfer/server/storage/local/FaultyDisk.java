package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A disk that fails where a test wants it, can write a few bytes at a time, and tells in which order it was called. */
final class FaultyDisk extends Disk {
    enum Step {
        WRITE,
        SYNC,
        CLOSE,
        MOVE,
        SYNC_DIRECTORY
    }

    private final List<Step> steps = new ArrayList<>();
    private Step failing;
    private int callsBefore;
    private String message;
    private int bytesAtOnce = Integer.MAX_VALUE;

    /** Lets a step fail once, after {@code callsBefore} more calls of it went well. */
    synchronized void fail(Step step, int callsBefore, String message) {
        this.failing = step;
        this.callsBefore = callsBefore;
        this.message = message;
    }

    synchronized void writeAtOnce(int bytes) {
        bytesAtOnce = bytes;
    }

    /** The steps since the last call, one after the other. */
    synchronized List<Step> steps() {
        List<Step> seen = List.copyOf(steps);
        steps.clear();
        return seen;
    }

    private synchronized void step(Step step) throws IOException {
        steps.add(step);
        if (step == failing && callsBefore-- == 0) {
            failing = null;
            throw new IOException(message);
        }
    }

    @Override
    int write(FileChannel file, ByteBuffer content, long position) throws IOException {
        step(Step.WRITE);
        int limit = content.limit();
        content.limit(content.position() + Math.min(bytesAtOnce, content.remaining()));
        try {
            return super.write(file, content, position);
        } finally {
            content.limit(limit);
        }
    }

    @Override
    void sync(FileChannel file) throws IOException {
        step(Step.SYNC);
        super.sync(file);
    }

    @Override
    void syncDirectory(Directory directory) throws IOException {
        step(Step.SYNC_DIRECTORY);
        super.syncDirectory(directory);
    }

    @Override
    void close(FileChannel file) throws IOException {
        step(Step.CLOSE);
        super.close(file);
    }

    @Override
    void move(Directory from, Path name, Directory to, Path newName) throws IOException {
        step(Step.MOVE);
        super.move(from, name, to, newName);
    }
}
