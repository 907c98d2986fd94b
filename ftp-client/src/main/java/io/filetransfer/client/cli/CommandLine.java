package io.filetransfer.client.cli;

import io.filetransfer.codec.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the words of a command line ask for.
 *
 * @param command to run, or to explain; null for the help of the whole program and for its version
 */
record CommandLine(Wish wish, Command command) {
    enum Wish {
        RUN,
        HELP,
        VERSION
    }

    static CommandLine parse(Map<String, String> environment, String... args) throws UsageException {
        for (String word : args) {
            WrittenPassword.refuseUrl(word); // before anything that would repeat it
        }
        int at = 0;
        boolean help = false;
        while (at < args.length && args[at].startsWith("-") && !args[at].equals("--")) {
            String word = args[at];
            if (word.equals("--version") || word.equals("-V")) {
                return new CommandLine(Wish.VERSION, null);
            }
            help |= word.equals("--help") || word.equals("-h");
            at += Command.COMMON_WITH_VALUE.contains(word) ? 2 : 1;
        }
        if (at >= args.length || args[at].equals("--")) {
            if (help) {
                return new CommandLine(Wish.HELP, null);
            }
            throw new UsageException("no command given, for example 'ftp-client get localhost/notes.txt'");
        }
        if (args[at].equals("help")) {
            return help(args, at + 1);
        }
        Command command = find(args[at]);
        List<String> words = new ArrayList<>(args.length);
        words.addAll(Arrays.asList(args).subList(0, at));
        words.addAll(Arrays.asList(args).subList(at + 1, args.length));
        command.environment = environment;
        OptionReader.read(command, words);
        if (command.help) {
            return new CommandLine(Wish.HELP, command);
        }
        command.checkEncryption();
        command.prepare();
        return new CommandLine(Wish.RUN, command);
    }

    /** Whether results are wanted as JSON; answers for wrong command lines too. */
    static boolean wantsJson(String... args) {
        for (String word : args) {
            if (word.equals("--")) {
                return false;
            }
            if (word.equals("--json")) {
                return true;
            }
        }
        return false;
    }

    /** The command's name as far as it can be told; answers for wrong command lines too. */
    static String commandName(String... args) {
        for (String word : args) {
            if (Commands.NAMES.contains(word)) {
                return word;
            }
        }
        return null;
    }

    private static CommandLine help(String[] args, int from) throws UsageException {
        for (int i = from; i < args.length; i++) {
            if (!args[i].startsWith("-")) {
                return new CommandLine(Wish.HELP, find(args[i]));
            }
        }
        return new CommandLine(Wish.HELP, null);
    }

    private static Command find(String word) throws UsageException {
        Command command = Commands.create(word);
        if (command == null) {
            String near = Suggestion.nearest(word, Commands.NAMES);
            throw new UsageException("unknown command '" + word + "'"
                    + (near == null
                            ? "; there are " + String.join(", ", Commands.NAMES)
                            : ", did you mean '" + near + "'?"));
        }
        return command;
    }
}
