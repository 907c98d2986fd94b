package io.filetransfer.server.watch;

import java.io.IOException;
import java.nio.file.Path;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/** TOML that people write: whatever is wrong in it ends in a sentence. */
public final class TomlText {
    private TomlText() {}

    /**
     * @param file for the sentence
     * @throws IOException with a sentence for the operator, which names the place in the file as far as it is known
     */
    public static TomlParseResult parse(Path file, String text) throws IOException {
        TomlParseResult toml;
        try {
            toml = Toml.parse(text);
        } catch (RuntimeException e) { // what is wrong in the name of a table is thrown, not told
            throw new IOException(file + ": " + e.getMessage(), e);
        } catch (AssertionError e) { // escapes that are none, where assertions are on
            throw new IOException(file + ": it is not TOML", e);
        } catch (StackOverflowError e) {
            throw new IOException(file + ": it is nested too deeply", e);
        }
        if (toml.hasErrors()) {
            TomlParseError first = toml.errors().get(0);
            throw new IOException(file + ", line " + first.position().line() + ": " + first.getMessage());
        }
        return toml;
    }
}
