package io.filetransfer.client.cli;

import com.beust.jcommander.ParameterDescription;
import java.util.Comparator;
import java.util.List;

/** The help texts, put together from what the commands say of themselves. */
final class Help {
    private static final int WIDTH = 80;
    private static final int TEXT_COLUMN = 30;

    private final StringBuilder out = new StringBuilder(4096);

    private Help() {}

    /** The whole program. */
    static String overview() {
        Help help = new Help();
        help.line("Usage: ftp-client COMMAND [OPTION]... [OPERAND]...");
        help.line("Copies files to and from a file-transfer server, and manages them there.");
        help.heading("Commands");
        for (String name : Commands.NAMES) {
            help.item("  " + name, Commands.summary(name));
        }
        help.item("  help COMMAND", "show the help of a command, as does COMMAND --help");
        help.heading("Remote names");
        help.paragraph(
                "  ",
                "HOST[:PORT]/PATH is taken literally; ft://HOST[:PORT]/PATH may have percent escapes, and fts:// is the same "
                        + "on encrypted connections, as all names are with --tls; see 'ftp-client help trust'. The port is "
                        + "50000 if none is given. An IPv6 address stands in brackets: [::1]:50001/notes.txt. Which operands are "
                        + "remote names depends on their position alone; see 'ftp-client help COMMAND'. In ft:// names %XX is a byte, so "
                        + "any name can be typed: ft://HOST/caf%E9. PROFILE:/PATH is on the server that a profile names; see "
                        + "'ftp-client help profile'. User and password are never a part of a name.");
        help.heading("Options of every command (also before the command)");
        help.options(OptionReader.describe(new StatCommand()), true);
        help.item("  -V, --version", "Show the version.");
        help.heading("Exit codes");
        for (ExitCode code : ExitCode.values()) {
            help.item("  " + code.number(), code.meaning());
        }
        help.heading("JSON");
        help.paragraph(
                "  ",
                "With --json each result is an object with command, name and ok. One that failed has code, message "
                        + "and retry (whether the same command may succeed later); one that succeeded has what the command reports: "
                        + "local, bytes, seconds, digest, version, modified, mode, durability of get, put and cat, "
                        + "and what limited them (limit, streams, roundTripMicros, congestionControl, retransmissions, "
                        + "clientTimes, serverTimes); action (send, "
                        + "move, mkdir, delete, attributes), path, local, from, bytes, dryRun of sync; directory, "
                        + "kind, size, modified, mode, version, digest of ls and stat; durability (and to) of mkdir, mv and rm; "
                        + "digest of digest; id, kind, path, expires, password, uses, used (and address) of link; fingerprint of trust; server, tls, ca, fingerprint, certificate, key, user, "
                        + "tokenFile of profile. What is not known is null. A name is text; of one that is not UTF-8, nameBytes has the "
                        + "hexadecimal digits of its bytes (and localBytes, pathBytes, ... likewise).");
        help.heading("Examples");
        help.item("  ftp-client get localhost/notes.txt", "");
        help.item("  ftp-client put notes.txt localhost/", "");
        help.item("  ftp-client ls -l localhost", "");
        return help.text();
    }

    /** One command. */
    static String of(Command command) {
        Help help = new Help();
        String before = "Usage: ";
        for (String form : command.synopsis()) {
            help.line(before + "ftp-client " + form);
            before = "       ";
        }
        String summary = Commands.summary(command.name());
        help.line(Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".");
        for (String paragraph : command.details()) {
            help.line("");
            help.paragraph("", paragraph);
        }
        List<ParameterDescription> options = OptionReader.describe(command);
        if (options.stream().anyMatch(option -> !option.getCategory().equals(Command.COMMON))) {
            help.heading("Options");
            help.options(options, false);
        }
        help.heading("Options of every command (also before the command)");
        help.options(options, true);
        help.heading("Examples");
        for (Command.Example example : command.examples()) {
            String line = example.command();
            help.line("  " + (line.contains("ftp-client ") ? line : "ftp-client " + line));
            help.line("      " + example.does());
        }
        return help.text();
    }

    private void options(List<ParameterDescription> options, boolean common) {
        options.sort(Comparator.comparing(ParameterDescription::getLongestName));
        for (ParameterDescription option : options) {
            if (option.getCategory().equals(Command.COMMON) == common) {
                item(names(option), option.getDescription());
            }
        }
    }

    private static String names(ParameterDescription option) {
        String[] names = option.getParameter().names();
        String placeholder = option.getParameterAnnotation().placeholder();
        String text = (names[0].startsWith("--") ? "      " : "  ") + String.join(", ", names);
        return placeholder.isEmpty() ? text : text + " " + placeholder;
    }

    private void heading(String text) {
        line("");
        line(text + ":");
    }

    private void item(String left, String right) {
        if (right.isEmpty()) {
            line(left);
            return;
        }
        String indent = " ".repeat(TEXT_COLUMN);
        int start = out.length();
        paragraph(indent, right);
        if (left.length() <= TEXT_COLUMN - 2) {
            out.replace(start, start + left.length(), left);
        } else {
            out.insert(start, left + "\n");
        }
    }

    private void paragraph(String indent, String text) {
        int width = WIDTH - indent.length();
        int from = 0;
        while (text.length() - from > width) {
            int end = text.lastIndexOf(' ', from + width);
            end = end <= from ? from + width : end;
            line(indent + text.substring(from, end));
            from = end + 1;
        }
        line(indent + text.substring(from));
    }

    private void line(String line) {
        out.append(line).append('\n');
    }

    private String text() {
        return out.substring(0, out.length() - 1);
    }
}
