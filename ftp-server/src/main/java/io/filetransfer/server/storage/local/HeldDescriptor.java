package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;

/**
 * The descriptor by which a directory is held, and what the kernel says about it. With the JDK's packages open it is
 * the very one; without, it is found by the directory's identity, and may be another one of the same directory.
 */
final class HeldDescriptor {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path ABOUT = Path.of("/proc/self/fdinfo");

    /** Null when the package is not open. */
    private static final Field NUMBER_FIELD = field();

    private static final MethodHandle NUMBER = number();

    private HeldDescriptor() {}

    /** A path that leads to the directory for as long as it is held. */
    static Path path(SecureDirectoryStream<Path> directory, Object key) throws IOException {
        if (NUMBER != null && NUMBER_FIELD.getDeclaringClass().isInstance(directory)) {
            try {
                return DESCRIPTORS.resolve(Integer.toString((int) NUMBER.invokeExact((Object) directory)));
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }
        return Inspector.descriptor(key);
    }

    /** Tells one mount from another; a file system can be mounted at several places, and none moves files between them. */
    static String mount(SecureDirectoryStream<Path> directory, Object key) throws IOException {
        Path descriptor = path(directory, key);
        for (String line : Files.readAllLines(ABOUT.resolve(descriptor.getFileName()))) {
            if (line.startsWith("mnt_id:")) {
                return line;
            }
        }
        return "";
    }

    private static Field field() {
        try {
            Field field = Class.forName("sun.nio.fs.UnixSecureDirectoryStream").getDeclaredField("dfd");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException closed) {
            return null;
        }
    }

    private static MethodHandle number() {
        try {
            return NUMBER_FIELD == null
                    ? null
                    : MethodHandles.lookup()
                            .unreflectGetter(NUMBER_FIELD)
                            .asType(MethodType.methodType(int.class, Object.class));
        } catch (IllegalAccessException closed) {
            return null;
        }
    }
}
