package io.filetransfer.server.program;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;
import java.util.Locale;

/** What the log has at least. */
final class LevelConverter implements IStringConverter<String> {
    @Override
    public String convert(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "error", "warn", "info", "debug" -> text.toLowerCase(Locale.ROOT);
            default -> throw new ParameterException("--log-level is error, warn, info or debug, not " + text);
        };
    }
}
