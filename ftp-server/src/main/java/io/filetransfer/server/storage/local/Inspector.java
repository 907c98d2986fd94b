package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Kind;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;

/**
 * What Java's public interfaces do not say about a file: when it was last changed, and anything at all about a file of
 * which only an open channel is at hand.
 *
 * <p>With the packages {@code java.io}, {@code sun.nio.ch} and {@code sun.nio.fs} of {@code java.base} opened to this
 * class, that is one system call. Without (a program that embeds the server and lacks the flags), the same is read
 * through {@code /proc/self/fd}, where the descriptor is found by comparing identities: as right, but its cost grows
 * with the number of open descriptors.
 */
final class Inspector {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String EVERYTHING = "unix:fileKey,dev,ino,size,lastModifiedTime,ctime,mode";
    /** How often a look is taken again when files or descriptors change places meanwhile. */
    private static final int ATTEMPTS = 16;

    private static final Internals INTERNALS = Internals.find();

    private Inspector() {}

    /** Whether files are looked at directly, not by way of {@code /proc}. */
    static boolean isDirect() {
        return INTERNALS != null;
    }

    /**
     * Completes a look at a name.
     *
     * @param attributes of {@code name} itself, no link followed
     * @param directory identity of the directory that {@code name} is in, which somebody holds open
     */
    static Snapshot named(PosixFileAttributes attributes, Object directory, Path name) throws IOException {
        if (INTERNALS != null) {
            return INTERNALS.snapshot(attributes);
        }
        IOException failure = new NoSuchFileException(name.toString());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Path path = descriptor(directory).resolve(name);
                Map<String, Object> found = Files.readAttributes(path, EVERYTHING, LinkOption.NOFOLLOW_LINKS);
                // The descriptor may be another thread's and be used for another directory by now; the identity shows
                // it.
                if (found.get("fileKey").equals(attributes.fileKey())) {
                    return snapshot(attributes, found);
                }
            } catch (FileSystemException e) {
                failure = e; // it was another thread's, and is closed by now
            }
        }
        throw failure;
    }

    /**
     * Looks at an open file.
     *
     * @param key identity that the file has, as far as is known; it is searched for when the packages are closed
     * @throws NoSuchFileException the packages are closed, and the channel's file has another identity
     */
    static Snapshot opened(FileChannel channel, Object key) throws IOException {
        if (INTERNALS != null && INTERNALS.knows(channel)) {
            return INTERNALS.snapshot(INTERNALS.attributes(channel));
        }
        IOException failure = new NoSuchFileException("an open file");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Path path = descriptor(key);
                Map<String, Object> found = Files.readAttributes(path, EVERYTHING);
                if (found.get("fileKey").equals(key)) {
                    return snapshot(Files.readAttributes(path, PosixFileAttributes.class), found);
                }
            } catch (FileSystemException e) {
                failure = e; // it was another thread's, and is closed by now
            }
        }
        throw failure;
    }

    /** A path that leads to the channel's file for as long as the channel is open, whatever happens to its name. */
    static Path path(FileChannel channel, Object key) throws IOException {
        if (INTERNALS != null && INTERNALS.knows(channel)) {
            return DESCRIPTORS.resolve(Integer.toString(INTERNALS.number(channel)));
        }
        return descriptor(key);
    }

    /** The number of an open file's descriptor, good for as long as the channel is open; -1 where it is not known. */
    static int number(FileChannel channel) {
        return INTERNALS != null && INTERNALS.knows(channel) ? INTERNALS.number(channel) : -1;
    }

    /** A path that leads to what has this identity, for as long as it is held open. */
    static Path descriptor(Object key) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (key.equals(keyOrNull(descriptor))) {
                    return descriptor;
                }
            }
        }
        throw new NoSuchFileException("an open descriptor");
    }

    private static Object keyOrNull(Path descriptor) {
        try {
            return Files.readAttributes(descriptor, BasicFileAttributes.class).fileKey();
        } catch (IOException closedMeanwhile) {
            return null;
        }
    }

    private static Snapshot snapshot(PosixFileAttributes kind, Map<String, Object> found) {
        return new Snapshot(
                found.get("fileKey"),
                (Long) found.get("dev"),
                (Long) found.get("ino"),
                kind(kind),
                (Long) found.get("size"),
                (FileTime) found.get("lastModifiedTime"),
                (FileTime) found.get("ctime"),
                (Integer) found.get("mode") & 07777);
    }

    private static Kind kind(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return Kind.FILE;
        }
        if (attributes.isDirectory()) {
            return Kind.DIRECTORY;
        }
        return attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    }

    /** The few members of the JDK's own classes that are used; their signatures are those of JDK 17 to 25. */
    private record Internals(
            Class<?> channels,
            Class<?> attributes,
            MethodHandle descriptor,
            MethodHandle number,
            MethodHandle get,
            MethodHandle dev,
            MethodHandle ino,
            MethodHandle mode,
            MethodHandle ctime) {

        /** Null when the packages are not open, or not as they are known here. */
        static Internals find() {
            try {
                Class<?> channels = Class.forName("sun.nio.ch.FileChannelImpl");
                Class<?> attributes = Class.forName("sun.nio.fs.UnixFileAttributes");
                return new Internals(
                        channels,
                        attributes,
                        getter(channels, FileDescriptor.class, FileChannel.class),
                        getter(FileDescriptor.class, int.class, FileDescriptor.class),
                        method(attributes, "get", int.class)
                                .asType(MethodType.methodType(PosixFileAttributes.class, int.class)),
                        property(attributes, "dev", long.class),
                        property(attributes, "ino", long.class),
                        property(attributes, "mode", int.class),
                        property(attributes, "ctime", FileTime.class));
            } catch (ReflectiveOperationException | RuntimeException closed) {
                return null;
            }
        }

        boolean knows(FileChannel channel) {
            return channels.isInstance(channel);
        }

        int number(FileChannel channel) {
            try {
                FileDescriptor of = (FileDescriptor) descriptor.invokeExact(channel);
                return (int) number.invokeExact(of);
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        PosixFileAttributes attributes(FileChannel channel) throws IOException {
            int number = number(channel);
            try {
                return (PosixFileAttributes) get.invokeExact(number);
            } catch (Throwable t) {
                throw new IOException("fstat", t);
            }
        }

        Snapshot snapshot(PosixFileAttributes of) {
            try {
                return new Snapshot(
                        of.fileKey(),
                        (long) dev.invokeExact(of),
                        (long) ino.invokeExact(of),
                        kind(of),
                        of.size(),
                        of.lastModifiedTime(),
                        (FileTime) ctime.invokeExact(of),
                        (int) mode.invokeExact(of) & 07777);
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        private static MethodHandle getter(Class<?> owner, Class<?> type, Class<?> seenAs)
                throws ReflectiveOperationException {
            Field field = owner.getDeclaredField("fd");
            field.setAccessible(true);
            return MethodHandles.lookup().unreflectGetter(field).asType(MethodType.methodType(type, seenAs));
        }

        private static MethodHandle property(Class<?> owner, String name, Class<?> type)
                throws ReflectiveOperationException {
            return method(owner, name).asType(MethodType.methodType(type, PosixFileAttributes.class));
        }

        private static MethodHandle method(Class<?> owner, String name, Class<?>... parameters)
                throws ReflectiveOperationException {
            Method method = owner.getDeclaredMethod(name, parameters);
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method);
        }
    }
}
