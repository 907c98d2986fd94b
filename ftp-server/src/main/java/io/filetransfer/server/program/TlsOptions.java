package io.filetransfer.server.program;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterException;
import com.beust.jcommander.Parameters;
import io.filetransfer.server.ServerTls;
import java.net.InetAddress;
import java.nio.file.Path;

/** What can be said of encryption on the server's command line. */
@Parameters(separators = "=")
final class TlsOptions {
    @Parameter(names = "--tls-certificate")
    private String certificate;

    @Parameter(names = "--tls-key")
    private String key;

    @Parameter(names = "--tls-client-ca")
    private String clientAuthorities;

    @Parameter(names = "--tls", converter = WhenConverter.class)
    private When when;

    /**
     * Beyond this machine nothing is plain, unless that is said.
     *
     * @return null without a certificate
     * @throws IllegalArgumentException with a sentence for the user
     */
    ServerTls of(InetAddress address) {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("--tls-certificate and --tls-key go together");
        }
        if (certificate == null) {
            if (when != null || clientAuthorities != null) {
                throw new IllegalArgumentException(
                        (when != null ? "--tls" : "--tls-client-ca") + " needs --tls-certificate and --tls-key");
            }
            return null;
        }
        return new ServerTls(
                Path.of(certificate),
                Path.of(key),
                clientAuthorities == null ? null : Path.of(clientAuthorities),
                when == null ? !address.isLoopbackAddress() : when == When.REQUIRED);
    }

    private enum When {
        REQUIRED,
        OFFERED
    }

    static final class WhenConverter implements IStringConverter<When> {
        @Override
        public When convert(String text) {
            return switch (text) {
                case "required" -> When.REQUIRED;
                case "offered" -> When.OFFERED;
                default -> throw new ParameterException("--tls is required or offered, not " + text);
            };
        }
    }
}
