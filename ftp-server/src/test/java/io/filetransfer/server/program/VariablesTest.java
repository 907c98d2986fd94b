package io.filetransfer.server.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.beust.jcommander.ParameterException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is mistyped in the environment, and what is there for others. */
class VariablesTest {
    private static ServerOptions parse(Map<String, String> environment, String... arguments) {
        return ServerOptions.parse(arguments, environment);
    }

    @ParameterizedTest
    @CsvSource({
        "FTP_SERVER_IDLE_TIMOUT, 5, did you mean FTP_SERVER_IDLE_TIMEOUT?",
        "FTP_SERVER_READ_ONLI, true, did you mean FTP_SERVER_READ_ONLY?",
        "FTP_SERVER_COLOUR, red, shows all settings",
        "FTP_SERVER_, x, shows all settings"
    })
    void whatNobodyKnowsIsAnErrorWithTheNearestName(String name, String value, String hint) {
        String message = assertThrows(ParameterException.class, () -> parse(Map.of(name, value)))
                .getMessage();
        assertTrue(message.startsWith(name + " in the environment is not known; "), message);
        assertTrue(message.endsWith(hint), message);
    }

    @Test
    void whatIsForOthersStays() {
        Map<String, String> environment = Map.ofEntries(
                Map.entry("FTP_SERVER_OPTS", "-Xmx1g"),
                Map.entry("FTP_SERVER_PASSWORD", "x"),
                Map.entry("FTP_SERVER_USERS", "users.toml"),
                Map.entry("FTP_SERVER_SERVICE_HOST", "10.0.0.1"),
                Map.entry("FTP_SERVER_SERVICE_PORT", "50000"),
                Map.entry("FTP_SERVER_SERVICE_PORT_FILES", "50000"),
                Map.entry("FTP_SERVER_PORT_50000_TCP", "tcp://10.0.0.1:50000"),
                Map.entry("FTP_SERVER_PORT_50000_TCP_ADDR", "10.0.0.1"),
                Map.entry("FTP_SERVER_TEST_PORT", "tcp://10.0.0.2:50000"),
                Map.entry("FTP_SERVER_TEST_SERVICE_HOST", "10.0.0.2"),
                Map.entry("FTP_SERVER_TEST_PORT_50000_TCP_PROTO", "tcp"),
                Map.entry("FTP_SERVERS", "3"),
                Map.entry("FTP_CLIENT_OPTS", ""));
        assertEquals(50_000, parse(environment).config().address().getPort());
    }

    @Test
    void aPortOfKubernetesIsExplained() {
        String message = assertThrows(
                        ParameterException.class, () -> parse(Map.of("FTP_SERVER_PORT", "tcp://10.0.0.1:50000")))
                .getMessage();
        assertTrue(message.startsWith("FTP_SERVER_PORT: tcp://10.0.0.1:50000 is no port: Kubernetes"), message);
        assertTrue(message.contains("enableServiceLinks: false"), message);
    }

    @Test
    void helpIsThereAllTheSame() {
        assertTrue(parse(Map.of("FTP_SERVER_COLOUR", "red"), "--help").help());
    }
}
