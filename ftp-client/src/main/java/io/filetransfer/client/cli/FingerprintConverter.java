package io.filetransfer.client.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.KeyFingerprint;

/** The fingerprint of a server's key. */
public final class FingerprintConverter implements IStringConverter<String> {
    private final String option;

    /** @param option that has it */
    public FingerprintConverter(String option) {
        this.option = option;
    }

    @Override
    public String convert(String value) {
        if (KeyFingerprint.isOne(value)) {
            return value;
        }
        throw new ParameterException(
                option + " is SHA256: and 43 letters of Base64, as the server's log shows it, not '" + value + "'");
    }
}
