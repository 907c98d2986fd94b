package io.filetransfer.server;

import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/** The level of the log of a program that runs. A program that embeds the server may have another logging behind Log4j's API. */
final class LogLevel {
    private static final String IMPLEMENTATION = "org.apache.logging.log4j.core.LoggerContext";

    private LogLevel() {}

    /** @throws IllegalArgumentException with a sentence for the operator */
    static void set(String level) {
        switch (level) {
            case "error", "warn", "info", "debug" -> {}
            default -> throw new IllegalArgumentException("the level is error, warn, info or debug");
        }
        if (!LogManager.getContext(false).getClass().getName().equals(IMPLEMENTATION)) {
            throw new IllegalArgumentException(
                    "the log of this program is not Log4j's, and its level is set elsewhere");
        }
        Configurator.setRootLevel(Level.valueOf(level.toUpperCase(Locale.ROOT)));
    }
}
