package io.filetransfer.client.content;

import io.filetransfer.client.FileMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import java.util.Objects;

/**
 * What one look at a local file shows; links are followed. One system call.
 *
 * @param changed time of the last change of content or attributes, which no program can set back; null where file systems
 *     do not tell it
 * @param device number of the file system; null where nothing tells it
 * @param key tells files apart; null where nothing does
 * @param number of the file on its file system: unlike the key the same after the machine was started again; or null
 * @param mode permission bits; null where there are none
 */
record FileLook(
        boolean directory,
        boolean regular,
        long size,
        FileTime modified,
        FileTime changed,
        Object device,
        Object key,
        Object number,
        Integer mode) {
    private static final String UNIX =
            "unix:isDirectory,isRegularFile,size,lastModifiedTime,ctime,dev,fileKey,ino,mode";
    private static final int PERMISSIONS = 0777;

    static FileLook at(Path path) throws IOException {
        var views = path.getFileSystem().supportedFileAttributeViews();
        if (views.contains("unix")) {
            Map<String, Object> unix = Files.readAttributes(path, UNIX);
            return new FileLook(
                    (Boolean) unix.get("isDirectory"),
                    (Boolean) unix.get("isRegularFile"),
                    (Long) unix.get("size"),
                    (FileTime) unix.get("lastModifiedTime"),
                    (FileTime) unix.get("ctime"),
                    unix.get("dev"),
                    unix.get("fileKey"),
                    unix.get("ino"),
                    (Integer) unix.get("mode") & PERMISSIONS);
        }
        BasicFileAttributes basic = views.contains("posix")
                ? Files.readAttributes(path, PosixFileAttributes.class)
                : Files.readAttributes(path, BasicFileAttributes.class);
        return new FileLook(
                basic.isDirectory(),
                basic.isRegularFile(),
                basic.size(),
                basic.lastModifiedTime(),
                null,
                null,
                basic.fileKey(),
                null,
                basic instanceof PosixFileAttributes posix ? FileMode.bits(posix.permissions()) : null);
    }

    /** Whether nobody has changed the content between the two looks, so far as the file system tells. */
    boolean sameContentAs(FileLook other) {
        return modified.equals(other.modified) && Objects.equals(changed, other.changed);
    }
}
