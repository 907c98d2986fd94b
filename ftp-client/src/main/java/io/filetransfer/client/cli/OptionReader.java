package io.filetransfer.client.cli;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterDescription;
import com.beust.jcommander.ParameterException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sorts a command's words into options and operands, and sets the options.
 *
 * <p>JCommander describes and converts the options, but its own walk over the words is not used: with operands around it
 * takes an unknown option for a file name, trims blanks and quotes off operands, and knows neither {@code --name=value}
 * beside {@code --name value} nor {@code -lR}.
 */
final class OptionReader {
    private final Map<String, ParameterDescription> options = new HashMap<>();
    private final List<String> operands = new ArrayList<>();

    private OptionReader(Command command) {
        for (ParameterDescription option : describe(command)) {
            for (String name : option.getParameter().names()) {
                options.put(name, option);
            }
        }
    }

    /** The options of a command in no particular order, for reading them and for its help. */
    static List<ParameterDescription> describe(Command command) {
        JCommander commander = new JCommander();
        commander.setAllowParameterOverwriting(true);
        commander.addObject(command);
        commander.createDescriptions();
        return commander.getParameters();
    }

    /** Sets the command's fields from its words. */
    static void read(Command command, List<String> words) throws UsageException {
        OptionReader reader = new OptionReader(command);
        reader.readAll(words);
        command.operands = reader.operands;
    }

    private void readAll(List<String> words) throws UsageException {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--")) {
                operands.addAll(words.subList(i + 1, words.size()));
                return;
            }
            String next = i + 1 < words.size() ? words.get(i + 1) : null;
            if (word.startsWith("--")) {
                i += readLong(word, next);
            } else if (word.length() > 1 && word.charAt(0) == '-') {
                i += readShort(word, next);
            } else {
                operands.add(word);
            }
        }
    }

    /** @return how many further words were used */
    private int readLong(String word, String next) throws UsageException {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        ParameterDescription option = find(name);
        if (isFlag(option)) {
            if (equals >= 0) {
                throw new UsageException("option " + name + " takes no value");
            }
            set(option, "true");
            return 0;
        }
        if (equals >= 0) {
            set(option, word.substring(equals + 1));
            return 0;
        }
        set(option, required(name, next));
        return 1;
    }

    /** One word may hold several one-letter options; the rest after one that takes a value is its value. */
    private int readShort(String word, String next) throws UsageException {
        for (int i = 1; i < word.length(); i++) {
            String name = "-" + word.charAt(i);
            ParameterDescription option = find(name);
            if (isFlag(option)) {
                set(option, "true");
            } else if (i + 1 < word.length()) {
                set(option, word.substring(i + 1));
                return 0;
            } else {
                set(option, required(name, next));
                return 1;
            }
        }
        return 0;
    }

    private ParameterDescription find(String name) throws UsageException {
        ParameterDescription option = options.get(name);
        if (option == null) {
            String near = name.startsWith("--") ? Suggestion.nearest(name, options.keySet()) : null;
            throw new UsageException("unknown option '" + name + "'"
                    + (near == null ? "" : ", did you mean '" + near + "'?")
                    + " (a file name that begins with '-' is written after '--')");
        }
        return option;
    }

    private static boolean isFlag(ParameterDescription option) {
        return option.getParameterized().getType() == boolean.class;
    }

    private static String required(String name, String value) throws UsageException {
        if (value == null) {
            throw new UsageException("option " + name + " needs a value");
        }
        return value;
    }

    private static void set(ParameterDescription option, String value) throws UsageException {
        try {
            option.addValue(value);
        } catch (ParameterException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
