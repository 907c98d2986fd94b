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

/** The Java that the README shows compiles as it stands. */
class ExamplesTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

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
        List<JavaFileObject> sources = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of("../README.md")));
        while (blocks.find()) {
            String name = "Example" + sources.size();
            sources.add(new Source(name, AROUND.formatted(name, blocks.group(1))));
        }
        assertTrue(sources.size() >= 3, "blocks of Java in the README");
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
