package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.codec.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One directory, as the command line lists it. */
@Timeout(120)
class ListingIT {
    private static final String IN_A_TERMINAL = "-Dftp.tty.out=true";

    /** With a heap that the names alone would fill several times; they come in another order than they are shown in. */
    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--long", "--json", IN_A_TERMINAL})
    void aDirectoryOfAnyLengthInLittleMemory(String option) throws Exception {
        int count = 80_000;
        String name =
                "a name of a good length, so that it takes memory, ".repeat(5).substring(0, 240);
        List<String> java = new ArrayList<>(List.of("-Xmx24m", "-Xlog:disable"));
        List<String> words = new ArrayList<>(List.of("ls"));
        (option.startsWith("-D") ? java : words).add(option);
        try (ListingServer large = new ListingServer(count, i -> name + (10_000 + i * 7919L % count))) {
            words.add(large.address());
            try (Launched list = Launched.start(
                    Launched.java(java, "io.filetransfer.client.cli.Main", words.toArray(String[]::new)))) {
                assertEquals(0, list.exit(), list.err());
                List<Integer> numbers = list.out()
                        .lines()
                        .map(line -> line.replaceAll("^.*?[a-z, ]([0-9]{5})\\b.*", "$1"))
                        .map(Integer::valueOf)
                        .toList();
                assertEquals(
                        IntStream.range(10_000, 10_000 + count)
                                .mapToObj(Integer::toString)
                                .sorted()
                                .map(Integer::valueOf)
                                .toList(),
                        numbers);
            }
        }
    }

    @Test
    void inColumnsOnATerminal() throws Exception {
        try (ListingServer server = new ListingServer(10_000, i -> String.format("%05d", i));
                Launched list = Launched.start(Launched.java(
                        List.of(IN_A_TERMINAL), "io.filetransfer.client.cli.Main", "ls", server.address()))) {
            assertEquals(0, list.exit(), list.err());
            String first = list.out().lines().findFirst().orElseThrow();
            assertTrue(first.startsWith("00000  ") && first.length() > 20, first);
            assertFalse(list.out().lines().anyMatch(line -> line.length() > 80));
            assertEquals(10_000, list.out().trim().split("\\s+").length);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DENIED", "STORAGE_FAILED", "SHUTTING_DOWN"})
    void whatWasFoundBeforeAFailureIsShown(ErrorCode code) throws Exception {
        boolean goesOnBehindIt = code != ErrorCode.SHUTTING_DOWN;
        for (String option : List.of("--long", "--recursive")) {
            try (ListingServer failing = new ListingServer(3, i -> "name" + i, code)) {
                Ended ls = CommandInProcess.run(Map.of(), "ls", option, failing.address() + "/");
                assertEquals(goesOnBehindIt ? 8 : 9, ls.exit(), ls.err());
                assertEquals(
                        3,
                        ls.out().lines().filter(line -> line.contains("name")).count(),
                        ls.out());
                assertTrue(ls.err().contains(": bad"), ls.err());
            }
        }
    }
}
