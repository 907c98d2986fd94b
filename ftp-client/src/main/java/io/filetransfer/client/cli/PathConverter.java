package io.filetransfer.client.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.NameText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The name of a local file. */
public final class PathConverter implements IStringConverter<Path> {
    private final String option;

    /** @param option that has the name */
    public PathConverter(String option) {
        this.option = option;
    }

    @Override
    public Path convert(String value) {
        try {
            if (!value.isEmpty()) {
                return NameText.path(value);
            }
        } catch (InvalidPathException e) {
            // Reported below, together with the empty name.
        }
        throw new ParameterException(option + " is the name of a file, not '" + value + "'");
    }
}
