package io.filetransfer.server.program;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The table of settings, as the fields of a class of options, and of those that it has as parts, tell it. Immutable. */
final class Settings {
    /** How the name of each environment variable begins. */
    static final String VARIABLES = "FTP_SERVER_";

    private static final long MIB = 1 << 20;

    /**
     * @param section where it stands in files and in help
     * @param path the fields that lead to it from the options
     */
    record Row(String section, List<Field> path, Parameter parameter, Setting setting) {
        /** In files, and behind two hyphens on the command line. */
        String key() {
            return option().substring(2);
        }

        String option() {
            return parameter.names()[0];
        }

        String variable() {
            return VARIABLES + key().toUpperCase(Locale.ROOT).replace('-', '_');
        }

        boolean isSwitch() {
            return type() == boolean.class;
        }

        boolean isPath() {
            return type() == Path.class;
        }

        boolean isNumber() {
            return type() == int.class || type() == long.class;
        }

        private Class<?> type() {
            return path.get(path.size() - 1).getType();
        }

        /** The value in {@code options} as one writes it; null if there is none. */
        String text(Object options) {
            Object value = value(options);
            if (value == null || value.equals(Long.MAX_VALUE)) {
                return null;
            }
            if (value instanceof Enum<?> word) {
                return word.name().toLowerCase(Locale.ROOT);
            }
            if (value instanceof List<?> list) {
                return list.isEmpty()
                        ? null
                        : list.stream().map(String::valueOf).collect(Collectors.joining(","));
            }
            boolean mebibytes = value instanceof Long bytes && bytes >= MIB && bytes % MIB == 0;
            return mebibytes ? (Long) value / MIB + "M" : value.toString();
        }

        /** @throws IllegalArgumentException with a sentence for the user, for a number out of its range, or no name */
        void check(Object options) {
            Object value = value(options);
            if (isPath() && value != null && value.toString().isEmpty()) {
                throw new IllegalArgumentException(option() + " is empty, and names nothing");
            }
            if (isNumber()) {
                long number = ((Number) value).longValue();
                if (number < setting.least() || number > setting.most()) {
                    throw new IllegalArgumentException(option() + " is " + range() + ", not " + number);
                }
            }
        }

        /** What a number may be, in words. */
        String range() {
            long most = type() == int.class ? Math.min(setting.most(), Integer.MAX_VALUE) : setting.most();
            return most == Long.MAX_VALUE ? "at least " + setting.least() : setting.least() + " to " + most;
        }

        private Object value(Object options) {
            try {
                Object holder = options;
                for (Field field : path) {
                    holder = field.get(holder);
                }
                return holder;
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("The fields were made accessible", e);
            }
        }
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();

    private Settings(List<Row> rows) {
        rows.forEach(row -> this.rows.put(row.key(), row));
    }

    /** @param options has a {@link Section}, as do its parts */
    static Settings of(Class<?> options) {
        return new Settings(rows(options.getAnnotation(Section.class).value(), options, List.of()));
    }

    /** In the order in which they are declared. */
    Collection<Row> rows() {
        return Collections.unmodifiableCollection(rows.values());
    }

    Set<String> keys() {
        return Collections.unmodifiableSet(rows.keySet());
    }

    /** The keys of what differs from what {@code running} says and counts at a start only. */
    List<String> later(Object wanted, Object running) {
        return rows.values().stream()
                .filter(row -> !row.setting().live())
                .filter(row -> !Objects.equals(row.value(wanted), row.value(running)))
                .map(Row::key)
                .toList();
    }

    /** Null if there is none. */
    Row row(String key) {
        return rows.get(key);
    }

    private static List<Row> rows(String section, Class<?> type, List<Field> before) {
        List<Row> rows = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            List<Field> path = new ArrayList<>(before);
            path.add(field);
            Setting setting = field.getAnnotation(Setting.class);
            if (setting != null) {
                field.setAccessible(true);
                rows.add(new Row(section, path, field.getAnnotation(Parameter.class), setting));
            } else if (field.isAnnotationPresent(ParametersDelegate.class)) {
                field.setAccessible(true);
                rows.addAll(rows(field.getType().getAnnotation(Section.class).value(), field.getType(), path));
            }
        }
        return rows;
    }
}
