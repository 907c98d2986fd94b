package io.filetransfer.server.program;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterException;
import com.beust.jcommander.Parameters;
import io.filetransfer.server.ServerTls;
import java.nio.file.Path;

/** What can be said of encryption. */
@Section("Encryption")
@Parameters(separators = "=")
final class TlsOptions {
    @Parameter(
            names = "--tls-certificate",
            description = "encrypt: the server's certificate, then those that vouch for it (PEM)")
    @Setting(
            value = "FILE",
            absent = "no encryption",
            example = "server.pem",
            why = "with a key; see [Encryption](#encryption)")
    private Path certificate;

    @Parameter(names = "--tls-key", description = "its key (PEM, not encrypted)")
    @Setting(value = "FILE", example = "server.key", why = "with a certificate")
    private Path key;

    @Parameter(
            names = "--tls-client-ca",
            description = "ask clients for a certificate, signed by an authority of FILE (PEM)")
    @Setting(
            value = "FILE",
            absent = "none is asked for",
            example = "clients.pem",
            why = "clients that have certificates")
    private Path clientAuthorities;

    @Parameter(
            names = "--tls",
            converter = WhenConverter.class,
            description = "required: refuse plain clients; offered: take both")
    @Setting(
            value = "WHEN",
            absent = "required beyond this machine, offered on it",
            example = "required",
            why = "`offered` while clients are moved to TLS one after the other")
    private When when;

    /**
     * Beyond this machine nothing is plain, unless that is said.
     *
     * @param onlyHere whether no client is on another machine
     * @return null without a certificate
     * @throws IllegalArgumentException with a sentence for the user
     */
    ServerTls of(boolean onlyHere) {
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
        return new ServerTls(certificate, key, clientAuthorities, when == null ? !onlyHere : when == When.REQUIRED);
    }

    Path certificate() {
        return certificate;
    }

    Path key() {
        return key;
    }

    Path clientAuthorities() {
        return clientAuthorities;
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
