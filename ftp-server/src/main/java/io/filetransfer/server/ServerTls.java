package io.filetransfer.server;

import java.nio.file.Path;
import java.util.Objects;

/**
 * How connections are encrypted. TLS 1.3 and 1.2 are spoken, on the same port as what is not encrypted. Files that are
 * replaced are taken up within {@value #TAKEN_UP_SECONDS} seconds. Immutable.
 *
 * @param certificates the server's certificate, then those that vouch for it; PEM
 * @param key its private key; PEM, not encrypted, readable by the server alone
 * @param clientAuthorities whose clients' certificates are accepted, PEM; null: clients are not asked for one
 * @param required refuse connections that are not encrypted
 */
public record ServerTls(Path certificates, Path key, Path clientAuthorities, boolean required) {
    /** How soon a replaced file counts for new connections. */
    public static final int TAKEN_UP_SECONDS = ServerConfig.USERS_TAKEN_UP_SECONDS;

    public ServerTls {
        Objects.requireNonNull(certificates, "certificates");
        Objects.requireNonNull(key, "key");
    }

    /** Asks clients for no certificate and refuses those that do not encrypt. */
    public static ServerTls required(Path certificates, Path key) {
        return new ServerTls(certificates, key, null, true);
    }
}
