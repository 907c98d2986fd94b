package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserDirectoryTest {
    @Test
    void whatIsSaidGoesBeforeTheHomeDirectoryAndThatOfTheEnvironmentBeforeTheMachines() {
        Path home = Path.of(System.getProperty("user.home"));
        assertEquals(home.resolve(".config/file-transfer"), UserDirectory.configuration(Map.of()));
        assertEquals(home.resolve(".local/state/file-transfer"), UserDirectory.state(Map.of()));
        Map<String, String> there = Map.of("HOME", "/there");
        assertEquals(Path.of("/there/.config/file-transfer"), UserDirectory.configuration(there));
        assertEquals(Path.of("/there/.local/state/file-transfer"), UserDirectory.state(there));
        Map<String, String> said = Map.of("HOME", "/there", "XDG_CONFIG_HOME", "/c", "XDG_STATE_HOME", "/s");
        assertEquals(Path.of("/c/file-transfer"), UserDirectory.configuration(said));
        assertEquals(Path.of("/s/file-transfer"), UserDirectory.state(said));
    }

    @Test
    void whatIsNotAbsoluteDoesNotCount() {
        Path home = Path.of(System.getProperty("user.home"));
        for (String odd : new String[] {"", "here", "./here"}) {
            Map<String, String> environment = Map.of("HOME", odd, "XDG_CONFIG_HOME", odd);
            assertEquals(home.resolve(".config/file-transfer"), UserDirectory.configuration(environment));
        }
    }
}
