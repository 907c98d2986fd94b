package io.filetransfer.client.cli;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterDescription;
import com.beust.jcommander.ParameterException;
import com.beust.jcommander.Parameterized;
import com.beust.jcommander.WrappedParameter;
import io.filetransfer.codec.Suggestion;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sorts a command's words into options and operands, and sets the options.
 *
 * <p>JCommander describes, converts and sets the options, but its own walk over the words is not used: with operands around
 * it takes an unknown option for a file name, trims blanks and quotes off operands, and knows neither {@code --name=value}
 * beside {@code --name value} nor {@code -lR}. Nor is it asked to describe all options before one of them is looked for:
 * that takes a good part of the program's start, so it is done for those that are given.
 */
final class OptionReader {
    private final Command command;
    private final Map<String, Field> fields = new HashMap<>();
    private final JCommander commander = new JCommander();
    private final List<String> operands = new ArrayList<>();

    private OptionReader(Command command) {
        this.command = command;
        for (Class<?> type = command.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Parameter option = field.getAnnotation(Parameter.class);
                if (option != null) {
                    for (String name : option.names()) {
                        fields.put(name, field);
                    }
                }
            }
        }
        commander.setAllowParameterOverwriting(true);
    }

    /** Sets the command's fields from its words. */
    static void read(Command command, List<String> words) throws UsageException {
        if (!hasOptions(words)) {
            command.operands = words;
            return;
        }
        OptionReader reader = new OptionReader(command);
        reader.readAll(words);
        command.operands = reader.operands;
    }

    /** All options of a command, in no particular order, for its help. */
    static List<ParameterDescription> describe(Command command) {
        JCommander commander = new JCommander();
        commander.addObject(command);
        commander.createDescriptions();
        return commander.getParameters();
    }

    private static boolean hasOptions(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.length() > 1 && word.charAt(0) == '-') {
                return true;
            }
        }
        return false;
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
        Field field = find(name);
        if (isFlag(field)) {
            if (equals >= 0) {
                throw new UsageException("option " + name + " takes no value");
            }
            set(field, "true");
            return 0;
        }
        if (equals >= 0) {
            set(field, word.substring(equals + 1));
            return 0;
        }
        set(field, required(name, next));
        return 1;
    }

    /** One word may hold several one-letter options; the rest after one that takes a value is its value. */
    private int readShort(String word, String next) throws UsageException {
        for (int i = 1; i < word.length(); i++) {
            String name = "-" + word.charAt(i);
            Field field = find(name);
            if (isFlag(field)) {
                set(field, "true");
            } else if (i + 1 < word.length()) {
                set(field, word.substring(i + 1));
                return 0;
            } else {
                set(field, required(name, next));
                return 1;
            }
        }
        return 0;
    }

    private Field find(String name) throws UsageException {
        Field field = fields.get(name);
        if (field == null) {
            String near = name.startsWith("--") ? Suggestion.nearest(name, fields.keySet()) : null;
            throw new UsageException("unknown option '" + name + "'"
                    + (near == null ? "" : ", did you mean '" + near + "'?")
                    + " (a file name that begins with '-' is written after '--')");
        }
        return field;
    }

    private static boolean isFlag(Field field) {
        return field.getType() == boolean.class;
    }

    private static String required(String name, String value) throws UsageException {
        if (value == null) {
            throw new UsageException("option " + name + " needs a value");
        }
        return value;
    }

    private void set(Field field, String value) throws UsageException {
        Parameter option = field.getAnnotation(Parameter.class);
        Parameterized target = new Parameterized(new WrappedParameter(option), null, field, null);
        try {
            new ParameterDescription(command, option, target, null, commander).addValue(value);
        } catch (ParameterException e) {
            throw new UsageException(e.getMessage());
        }
        if (!isFlag(field)) {
            command.given(option.names()[option.names().length - 1], value);
        }
    }
}
