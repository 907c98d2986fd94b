package io.filetransfer.server.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that ends with more files or directories open than it began with. What the JVM opens does not count. */
public final class DescriptorGate implements BeforeEachCallback, AfterEachCallback {
    /** What the JVM looks at by itself, and what is no file. */
    private static final List<String> SYSTEM = List.of("/dev/", "/proc/", "/sys/");

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(DescriptorGate.class);

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        context.getStore(NAMESPACE).put("open", openFiles());
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        List<?> before = context.getStore(NAMESPACE).get("open", List.class);
        List<String> after = openFiles();
        if (after.size() > before.size()) {
            throw new AssertionError("Left open, before: " + before + ", after: " + after);
        }
    }

    public static List<String> openFiles() throws IOException {
        List<String> open = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                String target = targetOrEmpty(descriptor);
                boolean ofTheJvm = target.endsWith(".jar") || target.endsWith("/lib/modules");
                boolean ofTheSystem = SYSTEM.stream().anyMatch(target::startsWith);
                if (target.startsWith("/") && !ofTheJvm && !ofTheSystem) {
                    open.add(target);
                }
            }
        }
        return open;
    }

    private static String targetOrEmpty(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
