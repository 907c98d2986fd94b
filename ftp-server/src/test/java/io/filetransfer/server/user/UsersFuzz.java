package io.filetransfer.server.user;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Whatever is in a file of users, it is refused with a sentence, or means the same after it was written again. */
public final class UsersFuzz {
    private static final UsersFile FILE = new UsersFile(Path.of("users.toml"));

    private UsersFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        Users users;
        try {
            users = FILE.parse(new String(data, StandardCharsets.UTF_8));
        } catch (IOException refused) {
            return;
        }
        String written = UsersWriter.write(users);
        if (!UsersWriter.write(FILE.parse(written)).equals(written)) {
            throw new AssertionError("it means something else when it is written again: " + written);
        }
    }
}
