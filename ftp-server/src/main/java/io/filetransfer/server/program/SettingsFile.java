package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.Suggestion;
import io.filetransfer.server.watch.TextFile;
import io.filetransfer.server.watch.TomlText;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/** A file of settings: TOML, one key for each, without tables. */
final class SettingsFile {
    private static final int MAX_BYTES = 1 << 20;

    private SettingsFile() {}

    /**
     * What the file says, by key. Paths in it begin at its directory.
     *
     * @throws ParameterException with a sentence for the operator, which names the line
     */
    static Map<String, Given> read(Settings settings, Path file) {
        return parse(settings, file, text(file));
    }

    private static String text(Path file) {
        try {
            return TextFile.read(file, "a configuration", MAX_BYTES);
        } catch (NoSuchFileException e) {
            throw new ParameterException("there is no file " + file, e);
        } catch (FileSystemException e) {
            throw new ParameterException(file + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ParameterException(e.getMessage(), e);
        }
    }

    static Map<String, Given> parse(Settings settings, Path file, String text) {
        TomlParseResult toml;
        try {
            toml = TomlText.parse(file, text);
        } catch (IOException e) {
            throw new ParameterException(e.getMessage(), e);
        }
        Map<String, Given> given = new LinkedHashMap<>();
        for (String key : toml.keySet()) {
            List<String> path = List.of(key);
            String where = place(file, toml.inputPositionOf(path));
            Settings.Row row = settings.row(key);
            if (key.equals("config")) {
                throw new ParameterException(where + ": config: a file cannot name another one");
            }
            if (row == null) {
                throw new ParameterException(where + ": " + key + " is not known" + suggestion(settings, key));
            }
            String value = text(where, key, toml.get(path));
            boolean isName = row.isPath() && !value.equals("-") && !value.isEmpty(); // an empty one is refused later
            given.put(key, new Given(isName ? fromDirectory(where, file, value) : value, where));
        }
        return given;
    }

    private static String suggestion(Settings settings, String key) {
        String nearest = Suggestion.nearest(key, settings.keys());
        return nearest == null ? "; 'ftp-server config print' shows all keys" : "; did you mean " + nearest + "?";
    }

    private static String place(Path file, TomlPosition position) {
        return position == null ? file.toString() : file + ", line " + position.line();
    }

    private static String text(String where, String key, Object value) {
        if (value instanceof String || value instanceof Long || value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof TomlArray array) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                words.add(text(where, key, array.get(i)));
            }
            return String.join(",", words);
        }
        throw new ParameterException(where + ": the value of " + key + " is a text, a whole number, true or false");
    }

    private static String fromDirectory(String where, Path file, String value) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            return directory.resolve(value).normalize().toString();
        } catch (InvalidPathException e) {
            throw new ParameterException(where + ": " + e.getMessage(), e);
        }
    }
}
