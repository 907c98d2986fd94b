package io.filetransfer.client.tree;

import io.filetransfer.codec.NameText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;

/**
 * The local directory of the present entry, held open, and reached from the root one name at a time without following a
 * link: what happens in it happens below the root, whatever others do to the names meanwhile.
 */
final class HeldDirectory implements AutoCloseable {
    private final Path root;
    private String path;
    private SecureDirectoryStream<Path> stream;

    HeldDirectory(Path root) {
        this.root = root;
    }

    /** The directory that an entry is in; held until the next call. */
    SecureDirectoryStream<Path> of(String entry) throws IOException {
        int slash = entry.lastIndexOf('/');
        String parent = slash < 0 ? "" : entry.substring(0, slash);
        if (stream == null || !parent.equals(path)) {
            close();
            stream = open(parent);
            path = parent;
        }
        return stream;
    }

    static Path name(String entry) {
        return NameText.path(entry.substring(entry.lastIndexOf('/') + 1));
    }

    private SecureDirectoryStream<Path> open(String directory) throws IOException {
        SecureDirectoryStream<Path> at = secure(Files.newDirectoryStream(root));
        int start = 0;
        while (start < directory.length()) {
            int slash = directory.indexOf('/', start);
            int end = slash < 0 ? directory.length() : slash;
            SecureDirectoryStream<Path> above = at;
            try {
                at = above.newDirectoryStream(
                        NameText.path(directory.substring(start, end)), LinkOption.NOFOLLOW_LINKS);
            } finally {
                above.close();
            }
            start = end + 1;
        }
        return at;
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this system has no way to hold directories, so nothing is removed or renamed");
    }

    @Override
    public void close() {
        if (stream == null) {
            return;
        }
        try {
            stream.close();
        } catch (IOException e) {
            // It was only held.
        }
        stream = null;
    }
}
