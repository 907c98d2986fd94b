package io.filetransfer.integration;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The archive of loaded classes that halves the start of the client. The launcher makes it beside the first start; a test
 * that ends that client would end the making as well, and no start of the next hour would have one. So it is made here,
 * before any test, by one of the JVMs that run tests.
 */
final class StartArchive {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final Path TARGET = Path.of("..", "ftp-client", "target");
    private static final Path ARCHIVES = TARGET.resolve("cds");

    private StartArchive() {}

    /**
     * Where it cannot be made, all is well without it. The start also builds the package if it seems to be older than its
     * sources, which is not for the start that a test looks at.
     */
    static void make(String launcher, Map<String, String> environment) throws Exception {
        Path lock = Files.createDirectories(Path.of("target")).resolve("start-archive.lock");
        try (FileChannel one = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            one.lock(); // until it is closed
            if (!isThere()) {
                forgetEarlierAttempts();
            }
            ProcessBuilder start = new ProcessBuilder(launcher, "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            start.environment().putAll(environment);
            start.start().waitFor();
            for (long begun = System.nanoTime(); !isThere() && System.nanoTime() - begun < LIMIT_NANOS; ) {
                Thread.sleep(20);
            }
        }
    }

    /** For this JDK, and younger than the package. */
    private static boolean isThere() throws IOException {
        String ofThisJdk = "ftp-client-" + System.getProperty("java.runtime.version") + ".*.{jsa,aot}";
        try (DirectoryStream<Path> packages = Files.newDirectoryStream(TARGET, "ftp-client-*.tar.gz")) {
            for (Path each : packages) {
                if (!hasYounger(each, ofThisJdk)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean hasYounger(Path than, String pattern) throws IOException {
        if (!Files.isDirectory(ARCHIVES)) {
            return false;
        }
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(ARCHIVES, pattern)) {
            for (Path archive : archives) {
                if (Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(than)) > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Nobody is making one now. */
    private static void forgetEarlierAttempts() throws IOException {
        if (Files.isDirectory(ARCHIVES)) {
            try (DirectoryStream<Path> locks = Files.newDirectoryStream(ARCHIVES, "ftp-client-*.lock")) {
                for (Path each : locks) {
                    Files.delete(each);
                }
            }
        }
    }
}
