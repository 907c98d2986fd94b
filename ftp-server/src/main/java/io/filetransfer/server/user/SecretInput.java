package io.filetransfer.server.user;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Where a command gets a secret from: a file, the environment or a terminal; never the command line. */
final class SecretInput {
    private static final int MAX_SECRET_FILE = 64 << 10;
    private static final String PASSWORD_VARIABLE = "FTP_SERVER_PASSWORD";

    private final Map<String, String> environment;
    private final InputStream in;
    private final SecretPrompt prompt;

    SecretInput(Map<String, String> environment, InputStream in, SecretPrompt prompt) {
        this.environment = environment;
        this.in = in;
        this.prompt = prompt;
    }

    /**
     * A password for a user.
     *
     * @param passwordFile whose first line it is, - for standard input; null: the environment has it, or it is asked for
     * @throws IOException with a sentence for the operator
     */
    String newPassword(String passwordFile) throws IOException {
        if (passwordFile != null) {
            return firstLine(passwordFile);
        }
        String given = environment.get(PASSWORD_VARIABLE);
        if (given != null) {
            return given;
        }
        char[] first = prompt.read("New password: ");
        if (first == null) {
            throw new IOException(
                    "there is no terminal to ask for a password: use --password-file, or --no-password with a token");
        }
        char[] second = prompt.read("The same again: ");
        boolean same = second != null && Arrays.equals(first, second);
        if (second != null) {
            Arrays.fill(second, ' ');
        }
        if (!same) {
            throw new IOException("the two passwords differ; nothing was changed");
        }
        return new String(first);
    }

    private String firstLine(String passwordFile) throws IOException {
        byte[] bytes;
        if (passwordFile.equals("-")) {
            bytes = in.readNBytes(MAX_SECRET_FILE);
        } else {
            try (InputStream file = Files.newInputStream(Path.of(passwordFile))) {
                bytes = file.readNBytes(MAX_SECRET_FILE);
            } catch (java.nio.file.NoSuchFileException e) {
                throw new IOException("there is no file " + passwordFile, e);
            }
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String line = text.lines().findFirst().orElse("");
            if (line.isEmpty()) {
                throw new IOException("the first line of " + passwordFile + " is empty");
            }
            return line;
        } catch (CharacterCodingException e) {
            throw new IOException("the password in " + passwordFile + " is not UTF-8", e);
        }
    }
}
