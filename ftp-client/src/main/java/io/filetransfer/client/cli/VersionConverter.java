package io.filetransfer.client.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.Version;

/** A version as {@code stat} shows it. */
public final class VersionConverter implements IStringConverter<Version> {
    @Override
    public Version convert(String value) {
        try {
            return Version.parse(value);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    "--if-version is a version as stat shows it, hexadecimal digits, not '" + value + "'");
        }
    }
}
