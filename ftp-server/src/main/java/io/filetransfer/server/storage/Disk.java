package io.filetransfer.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The calls in which a disk fails. The one place that tests replace to let them fail. */
class Disk {
    /** Writes some of {@code content}; less than all of it is no failure. */
    int write(FileChannel file, ByteBuffer content, long position) throws IOException {
        return file.write(content, position);
    }

    /** Waits until content and attributes of a file, or the entries of a directory, are on the disk. */
    void sync(FileChannel file) throws IOException {
        file.force(true);
    }

    void syncDirectory(Directory directory) throws IOException {
        try (FileChannel file = directory.openForSync()) {
            sync(file);
        }
    }

    void close(FileChannel file) throws IOException {
        file.close();
    }

    /** Gives a file, to which {@code file} leads, an extended attribute with its digest. */
    void setDigest(Path file, ByteBuffer value) throws IOException {
        DigestAttribute.write(file, value);
    }

    void move(Directory from, Path name, Directory to, Path newName) throws IOException {
        from.move(name, to, newName);
    }
}
