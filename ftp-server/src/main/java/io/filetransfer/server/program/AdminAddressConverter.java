package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import com.beust.jcommander.converters.BaseConverter;
import io.filetransfer.server.AdminAddress;

/** Addresses, as {@link AdminAddress} reads them. */
final class AdminAddressConverter extends BaseConverter<AdminAddress> {
    public AdminAddressConverter(String option) {
        super(option);
    }

    @Override
    public AdminAddress convert(String text) {
        try {
            return AdminAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(getOptionName() + ": " + e.getMessage(), e);
        }
    }
}
