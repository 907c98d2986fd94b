package io.filetransfer.client.cli;

import java.util.List;

/** All commands. Each is made only when it is called for: the classes of the others are not loaded. */
final class Commands {
    static final List<String> NAMES = List.of(
            "get", "put", "sync", "cat", "ls", "stat", "mkdir", "mv", "rm", "digest", "verify", "link", "trust",
            "login", "profile", "bench");

    private Commands() {}

    /** A new command, or null when there is none of this name. */
    static Command create(String name) {
        return switch (name) {
            case "get" -> new GetCommand();
            case "put" -> new PutCommand();
            case "sync" -> new SyncCommand();
            case "cat" -> new CatCommand();
            case "ls" -> new ListCommand();
            case "stat" -> new StatCommand();
            case "mkdir" -> new MakeDirectoryCommand();
            case "mv" -> new MoveCommand();
            case "rm" -> new RemoveCommand();
            case "digest" -> new DigestCommand();
            case "verify" -> new VerifyCommand();
            case "link" -> new LinkCommand();
            case "trust" -> new TrustCommand();
            case "login" -> new LoginCommand();
            case "profile" -> new ProfileCommand();
            case "bench" -> new BenchCommand();
            default -> null;
        };
    }

    /** What a command does, in half a line; told without loading its class. */
    static String summary(String name) {
        return switch (name) {
            case "get" -> "copy files from a server";
            case "put" -> "copy files to a server";
            case "sync" -> "make a directory like another, to or from a server";
            case "cat" -> "write files of a server to standard output";
            case "ls" -> "list a directory of a server";
            case "stat" -> "show size, time, version and digest of files";
            case "mkdir" -> "make directories on a server";
            case "mv" -> "rename a file or directory on a server";
            case "rm" -> "remove files and directories from a server";
            case "digest" -> "show digests of files, computed by the server";
            case "verify" -> "look for damaged files, on the server's disk";
            case "link" -> "let people without an account get or put files";
            case "trust" -> "trust servers by their keys, and encrypt";
            case "login" -> "keep a token for a server, to be its user";
            case "profile" -> "name servers, and keep how they are reached";
            case "bench" -> "measure how fast files move, and what limits them";
            default -> throw new IllegalArgumentException(name);
        };
    }
}
