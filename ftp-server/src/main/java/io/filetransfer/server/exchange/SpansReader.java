package io.filetransfer.server.exchange;

import io.filetransfer.codec.ByteSpan;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.body.BodyReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/** Feeds a body with several ranges of a file as if they followed each other. No read crosses from one to the next. */
final class SpansReader implements BodyReader {
    private final BodyReader file;
    private final List<ByteSpan> spans;

    /** @param file taken over */
    SpansReader(BodyReader file, List<ByteSpan> spans) {
        this.file = file;
        this.spans = spans;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        long begin = 0;
        for (ByteSpan span : spans) {
            long inside = position - begin;
            if (inside < span.length()) {
                return readWithin(target, span.first() + inside, span.length() - inside);
            }
            begin += span.length();
        }
        return 0;
    }

    private int readWithin(ByteBuffer target, long position, long most) throws IOException {
        int limit = target.limit();
        target.limit((int) Math.min(limit, target.position() + most));
        try {
            return file.read(target, position);
        } finally {
            target.limit(limit);
        }
    }

    /** Nobody but the reader of the whole could tell where one range ends in a region. */
    @Override
    public FileChannel channel() {
        return null;
    }

    @Override
    public Digest knownDigest() {
        return file.knownDigest();
    }

    @Override
    public Object disk() {
        return file.disk();
    }

    @Override
    public void checkUnchanged() throws IOException {
        file.checkUnchanged();
    }

    @Override
    public void close() {
        file.close();
    }
}
