package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import com.beust.jcommander.converters.BaseConverter;
import io.filetransfer.server.AddressRange;

/** Addresses, as {@link AddressRange} reads them. */
final class RangeConverter extends BaseConverter<AddressRange> {
    public RangeConverter(String option) {
        super(option);
    }

    @Override
    public AddressRange convert(String text) {
        try {
            return AddressRange.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(getOptionName() + ": " + e.getMessage(), e);
        }
    }
}
