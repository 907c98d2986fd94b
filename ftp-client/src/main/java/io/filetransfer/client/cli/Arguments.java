package io.filetransfer.client.cli;

import io.filetransfer.codec.NameText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The words of the command line as they were given. Java has U+FFFD in them for bytes that are not UTF-8. */
final class Arguments {
    private static final Path GIVEN = Path.of("/proc/self/cmdline");

    private Arguments() {}

    static String[] exact(String... args) {
        if (String.join("", args).indexOf('\uFFFD') < 0) {
            return args;
        }
        try {
            return exact(Files.readAllBytes(GIVEN), args);
        } catch (IOException elsewhere) {
            return args; // no such file is found, then
        }
    }

    /** @param given all words of the process, each with a NUL at its end; the last of them are {@code args} */
    static String[] exact(byte[] given, String... args) {
        List<String> words = new ArrayList<>(List.of(NameText.of(given).split("\0", -1)));
        words.remove(words.size() - 1);
        int first = words.size() - args.length;
        if (first < 0) {
            return args;
        }
        String[] exact = words.subList(first, words.size()).toArray(String[]::new);
        for (int i = 0; i < args.length; i++) {
            if (args[i].indexOf('\uFFFD') < 0 && !args[i].equals(exact[i])) {
                return args; // other words than these
            }
        }
        return exact;
    }
}
