package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import com.beust.jcommander.converters.BaseConverter;
import io.filetransfer.codec.ByteCount;

/** A number of bytes, as {@link ByteCount} reads it. */
final class SizeConverter extends BaseConverter<Long> {
    public SizeConverter(String option) {
        super(option);
    }

    @Override
    public Long convert(String text) {
        return ByteCount.parse(text)
                .orElseThrow(() -> new ParameterException(getOptionName()
                        + " is a number of bytes up to 2^63 - 1, perhaps with K, M, G or T, not " + text));
    }
}
