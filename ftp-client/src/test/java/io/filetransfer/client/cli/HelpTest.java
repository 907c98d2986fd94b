package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.beust.jcommander.ParameterDescription;
import io.filetransfer.client.cli.CommandLine.Wish;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelpTest {
    @ParameterizedTest
    @MethodSource("names")
    void everyCommandTellsAllItsOptions(String name) {
        Command command = Commands.create(name);
        String help = Help.of(command);
        for (ParameterDescription option : OptionReader.describe(command)) {
            for (String spelling : option.getParameter().names()) {
                assertTrue(help.contains(" " + spelling), spelling);
            }
            assertFalse(option.getDescription().isBlank());
            boolean withValue = option.getParameterized().getType() != boolean.class;
            assertEquals(
                    withValue, !option.getParameterAnnotation().placeholder().isEmpty(), option.getLongestName());
        }
        assertTrue(help.startsWith("Usage: ftp-client " + name + " "));
        assertTrue(help.contains("Examples:"));
        assertNarrow(help);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyExampleIsAGoodCommandLine(String name) throws UsageException {
        for (Command.Example example : Commands.create(name).examples()) {
            String line = example.command();
            int program = line.indexOf("ftp-client ");
            line = program < 0 ? line : line.substring(program + "ftp-client ".length());
            int end = line.indexOf(" | ") >= 0 ? line.indexOf(" | ") : line.indexOf(" > ");
            line = end < 0 ? line : line.substring(0, end);
            CommandLine parsed = CommandLine.parse(
                    Map.of(),
                    line.replace(" *.jpg ", " a.jpg b.jpg ").replace("'", "").split(" "));
            assertEquals(Wish.RUN, parsed.wish());
            assertEquals(name, parsed.command().name());
        }
    }

    @Test
    void theOverviewTellsAllCommandsAndExitCodes() {
        String help = Help.overview();
        for (String name : Commands.NAMES) {
            assertTrue(help.contains("\n  " + name + " "), name);
            assertTrue(help.contains(Commands.summary(name)), name);
        }
        for (ExitCode code : ExitCode.values()) {
            assertTrue(help.contains("\n  " + code.number() + " "), code.name());
        }
        assertNarrow(help);
    }

    private static void assertNarrow(String help) {
        for (String line : help.split("\n")) {
            assertTrue(line.length() <= 80, line);
            assertEquals(line.stripTrailing(), line);
        }
    }

    static List<String> names() {
        return Commands.NAMES;
    }
}
