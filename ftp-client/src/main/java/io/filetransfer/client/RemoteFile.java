package io.filetransfer.client;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Printable;
import io.filetransfer.codec.Version;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What the server says of a name.
 *
 * @param name as it was asked for; in a listing, the path below the listed directory. A byte that is no part of UTF-8 is
 *     half of a surrogate pair, U+DC80 to U+DCFF, which is what a request takes it by. Untrusted text: use {@link #resolveIn}
 *     to make a local path of it, and escape it before a terminal shows it
 * @param size length of the content in bytes; 0 for anything but a file
 * @param modified time of the last change, or null when the server does not tell
 * @param mode permission bits, the low twelve of POSIX, or -1 when the server does not tell
 * @param version of the content, or null for anything but a file
 * @param digest that is stored with the content, or null
 */
public record RemoteFile(
        String name, Kind kind, long size, Instant modified, int mode, Version version, Digest digest) {
    /**
     * The local path for this entry of a listing: always below {@code directory}, whatever the server says. Links that
     * are in the local directory already are not looked at.
     *
     * @throws FileTransferException {@link ErrorCode#BAD_NAME} if the name is absolute, or has a component that is empty,
     *     {@code .} or {@code ..}, or means something else than a name on this system
     */
    public Path resolveIn(Path directory) {
        Path path = directory;
        int start = 0;
        while (start <= name.length()) {
            int slash = name.indexOf('/', start);
            int end = slash < 0 ? name.length() : slash;
            path = child(path, name.substring(start, end));
            start = end + 1;
        }
        return path;
    }

    private Path child(Path parent, String component) {
        if (component.isEmpty() || component.equals(".") || component.equals("..")) {
            throw unsafe();
        }
        try {
            Path child = NameText.path(parent.getFileSystem(), component);
            boolean plain = child.getNameCount() == 1
                    && child.getRoot() == null
                    && NameText.of(child).equals(component);
            if (plain) {
                return parent.resolve(child);
            }
        } catch (InvalidPathException e) {
            throw unsafe();
        }
        throw unsafe();
    }

    private FileTransferException unsafe() {
        return new FileTransferException(
                ErrorCode.BAD_NAME,
                false,
                Printable.of(name) + ": The server listed a name that is no path below the directory",
                null);
    }
}
