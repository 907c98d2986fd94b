package io.filetransfer.server.program;

import java.util.Map;
import org.tomlj.Toml;

/** The table of settings as people read it: in help, in OPERATIONS, as a file. */
final class SettingsText {
    private static final int WIDTH = 100;
    private static final int COLUMN = 27;

    private static final ServerOptions DEFAULTS = ServerOptions.parse(new String[0], Map.of());

    private SettingsText() {}

    /** The lines of {@code --help}. */
    static String help() {
        StringBuilder out = new StringBuilder();
        String section = "";
        for (Settings.Row row : ServerOptions.SETTINGS.rows()) {
            if (!row.section().equals(section)) {
                section = row.section();
                out.append(out.isEmpty() ? "" : "\n").append(section).append(":\n");
            }
            String option = "  " + String.join(", ", row.parameter().names()) + value(row);
            String absent = absent(row);
            describe(
                    out,
                    option,
                    row.parameter().description() + (absent.isEmpty() ? "" : " (default: " + absent + ")"));
        }
        describe(out, "  --help", "show this");
        describe(out, "  --version", "show the version");
        return out.toString();
    }

    private static String value(Settings.Row row) {
        return row.setting().value().isEmpty() ? "" : " " + row.setting().value();
    }

    private static String absent(Settings.Row row) {
        if (!row.setting().absent().isEmpty()) {
            return row.setting().absent();
        }
        String text = row.isSwitch() ? null : row.text(DEFAULTS);
        return text == null ? "" : text;
    }

    private static void describe(StringBuilder out, String option, String description) {
        StringBuilder line = new StringBuilder(option);
        if (option.length() >= COLUMN) {
            out.append(line).append('\n');
            line.setLength(0);
        }
        line.append(" ".repeat(COLUMN - line.length()));
        for (String word : description.split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.append(line.toString().stripTrailing()).append('\n');
                line.setLength(0);
                line.append(" ".repeat(COLUMN));
            }
            line.append(line.length() == COLUMN ? "" : " ").append(word);
        }
        out.append(line).append('\n');
    }

    /** The table in OPERATIONS. */
    static String markdown() {
        StringBuilder out = new StringBuilder(
                "| option | default | what it does, and why change it | running |\n" + "| --- | --- | --- | --- |\n");
        for (Settings.Row row : ServerOptions.SETTINGS.rows()) {
            String absent = row.isSwitch() ? "off" : absent(row);
            out.append("| `").append(row.option()).append(value(row)).append("` | ");
            out.append(absent.isEmpty() ? "" : absent + " ")
                    .append("| ")
                    .append(row.parameter().description());
            out.append(
                    row.setting().why().isEmpty()
                            ? ""
                            : ". " + sentence(row.setting().why()));
            out.append(row.setting().live() ? " | yes |\n" : " | |\n");
        }
        return out.toString();
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** All settings as a file that would make them; each value with where it comes from. */
    static String toml(ServerOptions options) {
        StringBuilder out = new StringBuilder();
        String section = "";
        for (Settings.Row row : ServerOptions.SETTINGS.rows()) {
            if (row.key().equals("config")) {
                continue;
            }
            if (!row.section().equals(section)) {
                section = row.section();
                out.append("\n# ").append(section).append('\n');
            }
            String text = row.text(options);
            out.append(text == null ? "# " + row.key() + " = " : line(row, text));
            out.append(text == null ? "" : "  # " + options.source(row)).append('\n');
        }
        return out.toString().stripLeading();
    }

    /** A value in the file. */
    static String line(Settings.Row row, String text) {
        boolean bare = row.isSwitch() || row.isNumber() && text.matches("[0-9]+");
        return row.key() + " = " + (bare ? text : '"' + Toml.tomlEscape(text).toString() + '"');
    }

    /** A file with every setting, described, and none of them set but those of {@code values}, by key. */
    static String annotated(String heading, Map<String, String> values) {
        StringBuilder out = new StringBuilder(heading);
        String section = "";
        for (Settings.Row row : ServerOptions.SETTINGS.rows()) {
            if (row.key().equals("config")) {
                continue;
            }
            if (!row.section().equals(section)) {
                section = row.section();
                out.append("\n# ---- ").append(section).append(" ----\n");
            }
            out.append("\n# ").append(sentence(row.parameter().description()));
            String absent = absent(row);
            out.append(absent.isEmpty() ? "" : " (default: " + absent + ")").append('.');
            String value = values.get(row.key());
            boolean isExample = value == null && neutral(row) == null;
            out.append(isExample ? " What stands here is an example.\n" : "\n");
            out.append(value == null ? "#" + example(row) : line(row, value)).append('\n');
        }
        return out.toString();
    }

    private static String example(Settings.Row row) {
        String neutral = neutral(row);
        return line(row, neutral == null ? row.setting().example() : neutral);
    }

    /** The value that changes nothing; null where the default is none that one can write. */
    private static String neutral(Settings.Row row) {
        String text = row.text(DEFAULTS);
        return text == null && row.isNumber() ? String.valueOf(Long.MAX_VALUE) : text; // no limit
    }
}
