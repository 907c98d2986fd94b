package io.filetransfer.client.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.ByteCount;

/** Bytes a second: {@code 100000}, {@code 500K}, {@code 2M}, {@code 1G}; units of 1024, whole numbers above zero. */
public final class RateConverter implements IStringConverter<Long> {
    private final String option;

    /** @param option that has the rate */
    public RateConverter(String option) {
        this.option = option;
    }

    @Override
    public Long convert(String value) {
        long rate = value.matches(".*[tT]") ? 0 : ByteCount.parse(value).orElse(0);
        if (rate > 0) {
            return rate;
        }
        throw new ParameterException(
                option + " is a number of bytes a second, perhaps with K, M or G, and above zero, not '" + value + "'");
    }
}
