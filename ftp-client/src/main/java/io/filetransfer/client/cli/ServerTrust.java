package io.filetransfer.client.cli;

import io.filetransfer.client.ClientTls;
import io.filetransfer.client.FileTransferException;

/** How each server of a command line is known: by options or profile, by what is stored, or by who signed its certificate. */
final class ServerTrust {
    private final CommandSettings command;
    private final KnownServers known;

    ServerTrust(CommandSettings command, KnownServers known) {
        this.command = command;
        this.known = known;
    }

    /**
     * What options and profile say goes before what is stored, and that before the authorities. A server that is known is never
     * spoken to in plain.
     *
     * @return null for a connection that is not encrypted
     */
    ClientTls of(RemoteName name) {
        ServerSettings settings = name.settings();
        if (settings.fingerprint() != null) {
            return byKey(name, settings.fingerprint());
        }
        if (settings.authorities() != null) {
            return withCertificate(name, ClientTls.authorities(settings.authorities()));
        }
        String key = known.fingerprint(name.server());
        if (key != null && command.legacyDialect()) {
            throw new FileTransferException.Untrusted(
                    name.server() + ": The server is known by its key, and the dialect of --legacy is not encrypted",
                    name.server(),
                    null,
                    false,
                    null);
        }
        if (key != null) {
            return byKey(name, key);
        }
        return name.tls() ? byAuthorities(name) : null;
    }

    /** Whether nothing but the authorities of this machine can vouch for it. */
    boolean isUnknown(RemoteName name) {
        return name.tls()
                && name.settings().fingerprint() == null
                && name.settings().authorities() == null
                && known.fingerprint(name.server()) == null;
    }

    ClientTls byKey(RemoteName name, String fingerprint) {
        return withCertificate(name, ClientTls.fingerprints(fingerprint));
    }

    ClientTls byAuthorities(RemoteName name) {
        return withCertificate(name, ClientTls.system());
    }

    private static ClientTls withCertificate(RemoteName name, ClientTls tls) {
        ServerSettings settings = name.settings();
        return settings.certificate() == null ? tls : tls.withCertificate(settings.certificate(), settings.key());
    }
}
