package io.filetransfer.server.user;

import io.filetransfer.server.storage.SafePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The user that a new server begins with. */
public final class FirstUser {
    private FirstUser() {}

    /**
     * Makes a file of users with one, who may do everything with all files and has a token but no password.
     *
     * @return the token, which is stored nowhere
     * @throws IllegalArgumentException for what is no user's name
     */
    public static String make(Path file, String name) throws IOException {
        String secret = Token.random();
        Token token = new Token("init", Token.hash(secret), null, Permission.ALL, SafePath.ROOT);
        List<Rule> everything = List.of(new Rule(SafePath.ROOT, Permission.ALL_OF_FILES));
        User user = new User(name, false, null, null, SafePath.ROOT, everything, List.of(token), List.of(), Quota.NONE);
        new UsersFile(file).change(none -> List.of(user));
        return secret;
    }
}
