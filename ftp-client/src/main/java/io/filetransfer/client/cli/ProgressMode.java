package io.filetransfer.client.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;

/** When progress is shown. */
enum ProgressMode {
    AUTO,
    ALWAYS,
    NEVER;

    /** Public for the option parser's reflection. */
    public static final class Converter implements IStringConverter<ProgressMode> {
        @Override
        public ProgressMode convert(String value) {
            return switch (value) {
                case "auto" -> AUTO;
                case "always" -> ALWAYS;
                case "never" -> NEVER;
                default -> throw new ParameterException("--progress is auto, always or never, not '" + value + "'");
            };
        }
    }
}
