package io.filetransfer.server.program;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;

/** How lines of the log are written. */
final class LogFormatConverter implements IStringConverter<String> {
    @Override
    public String convert(String text) {
        return switch (text) {
            case "text", "json" -> text;
            default -> throw new ParameterException("--log-format is text or json, not " + text);
        };
    }
}
