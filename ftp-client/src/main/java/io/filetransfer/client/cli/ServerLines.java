package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Printable;
import io.filetransfer.codec.UserDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.function.Predicate;

/**
 * What the user has noted of servers: a file with a line {@code KEY VALUE} for each, empty lines, and comments that begin
 * with {@code #}. Keys are the same in capitals and small letters. What cannot be read is a failure, and so is a file that
 * others can change. Safe for several processes at once.
 */
final class ServerLines {
    private static final int LONGEST = 1 << 20;

    private final Path file;
    private final Form form;

    /** @param file null where there is no place for one: nothing is known, and nothing can be stored */
    ServerLines(Path file, Form form) {
        this.file = file;
        this.form = form;
    }

    /** What a line may be. */
    interface Form {
        /** @return what is wrong with the line, as a sentence about it goes on, without a secret; null if nothing is */
        String fault(String key, String value);

        /**
         * Lines that begin with {@code HOST:PORT}.
         *
         * @param shown the form, for whoever wrote a line that is wrong
         */
        static Form ofServers(String shown, Predicate<String> isValue) {
            return (server, value) ->
                    isServer(server) && isValue.test(value) ? null : "is not " + shown + ", nor a comment";
        }
    }

    /**
     * A file of the user's configuration.
     *
     * @return null where there is no place for it
     */
    static Path ofUser(String name, Map<String, String> environment) {
        Path directory = UserDirectory.configuration(environment);
        return directory == null ? null : directory.resolve(name);
    }

    /** Null where there is no place for it. */
    Path file() {
        return file;
    }

    /**
     * All, in the order of their lines: the value of each key, in small letters.
     *
     * @throws FileTransferException.LocalFile with file and line if it cannot be read
     */
    Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            if (isComment(lines.get(i))) {
                continue;
            }
            StringTokenizer words = new StringTokenizer(lines.get(i));
            String key = words.nextToken();
            String value = words.hasMoreTokens() ? words.nextToken("").strip() : "";
            String fault = form.fault(key, value);
            if (fault != null) {
                throw wrong(i, fault);
            }
            if (all.put(key.toLowerCase(Locale.ROOT), value) != null) {
                throw wrong(i, "is the second one of " + key);
            }
        }
        return all;
    }

    /** Null if there is none. */
    String value(String key) {
        return all().get(key);
    }

    /** Notes a value, in the place of what was known. */
    void store(String key, String value) {
        change(lines -> {
            lines.removeIf(line -> keyOf(line).equals(key));
            return lines.add(key + " " + value);
        });
    }

    /** @return whether it was added: nothing was known */
    boolean add(String key, String value) {
        return change(
                lines -> lines.stream().noneMatch(line -> keyOf(line).equals(key)) && lines.add(key + " " + value));
    }

    /** @return whether it was known */
    boolean remove(String key) {
        return change(lines -> lines.removeIf(line -> keyOf(line).equals(key)));
    }

    /** Changes the lines. */
    private interface Edit {
        /** @return whether there is something to write */
        boolean apply(List<String> lines);
    }

    private boolean change(Edit edit) {
        if (file == null) {
            throw new FileTransferException.LocalFile(
                    "There is no place for what is known of servers: neither XDG_CONFIG_HOME nor the home is an absolute path",
                    null);
        }
        try (LockedUpdate update = LockedUpdate.begin(file)) {
            all(); // what is wrong in it stays as it is
            List<String> lines = lines();
            boolean changed = edit.apply(lines);
            if (changed) {
                update.write(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
            }
            return changed;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Empty if there is no file, after one look. */
    private List<String> lines() {
        if (file == null) {
            return new ArrayList<>();
        }
        try (InputStream in = Files.newInputStream(file)) {
            OwnFile.requireUnchanged(file);
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new IOException("it has more than " + LONGEST + " bytes");
            }
            return new ArrayList<>(
                    new String(bytes, StandardCharsets.UTF_8).lines().toList());
        } catch (NoSuchFileException e) {
            return new ArrayList<>();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static boolean isComment(String line) {
        return line.isBlank() || line.strip().startsWith("#");
    }

    /** What a line is about; empty for a comment. */
    private static String keyOf(String line) {
        return isComment(line) ? "" : new StringTokenizer(line).nextToken().toLowerCase(Locale.ROOT);
    }

    private static boolean isServer(String text) {
        try {
            return RemoteName.parse(text).server().equals(text.toLowerCase(Locale.ROOT));
        } catch (UsageException e) {
            return false;
        }
    }

    private FileTransferException wrong(int index, String why) {
        return new FileTransferException.LocalFile(
                Printable.of(NameText.text(file)) + ":" + (index + 1) + ": the line " + Printable.of(why), null);
    }

    private FileTransferException failure(IOException cause) {
        String reason = cause instanceof FileSystemException refused ? refused.getReason() : cause.getMessage();
        if (cause instanceof AccessDeniedException) {
            reason = "permission denied";
        }
        return new FileTransferException.LocalFile(
                Printable.of(NameText.text(file)) + ": "
                        + Printable.of(reason == null ? cause.getClass().getSimpleName() : reason),
                cause);
    }
}
