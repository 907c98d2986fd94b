package io.filetransfer.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java that the README and the description of a package show compiles as it stands. */
class ExamplesTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static final Pattern CODE = Pattern.compile("<pre>\\{@code\n(.*?)\n}</pre>", Pattern.DOTALL);

    /** What a reader would import, and what one block has from another. */
    private static final String AROUND = """
            import io.filetransfer.client.*;
            import io.filetransfer.client.tree.*;
            import io.filetransfer.server.*;
            import java.nio.charset.*;
            import java.nio.file.*;
            import java.util.zip.*;

            class %s {
                FileTransferClient client;
                TreeListener listener;

                void example() throws Exception {
            %s
                }
            }
            """;

    @TempDir
    private Path classes;

    @Test
    void theReadmesJavaCompiles() throws IOException {
        List<JavaFileObject> sources = sources(BLOCK, Files.readString(Path.of("../README.md")));
        assertTrue(sources.size() >= 3, "blocks of Java in the README");
        assertCompiles(sources);
    }

    @Test
    void thePackagesExampleCompiles() throws IOException {
        Path description = Path.of("../ftp-client/src/main/java/io/filetransfer/client/tree/package-info.java");
        List<JavaFileObject> sources = sources(
                CODE, Files.readString(description).replace("\n * ", "\n").replace("\n *\n", "\n\n"));
        assertEquals(1, sources.size());
        assertCompiles(sources);
    }

    private static List<JavaFileObject> sources(Pattern example, String text) {
        List<JavaFileObject> sources = new ArrayList<>();
        Matcher found = example.matcher(text);
        while (found.find()) {
            String name = "Example" + sources.size();
            sources.add(new Source(name, AROUND.formatted(name, found.group(1))));
        }
        return sources;
    }

    private void assertCompiles(List<JavaFileObject> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options =
                List.of("-proc:none", "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
        compiler.getTask(said, null, null, options, null, sources).call();
        assertEquals("", said.toString());
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
