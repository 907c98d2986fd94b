package io.filetransfer.client.cli;

import io.filetransfer.client.ClientTls;
import io.filetransfer.client.FileTransferException;

/** How each server of a command line is known: by its options, by what is stored, or by who signed its certificate. */
final class ServerTrust {
    private final CommandSettings command;
    private final KnownServers known;

    ServerTrust(CommandSettings command, KnownServers known) {
        this.command = command;
        this.known = known;
    }

    /**
     * What the options say goes before what is stored, and that before the authorities. A server that is known is never
     * spoken to in plain.
     *
     * @return null for a connection that is not encrypted
     */
    ClientTls of(RemoteName name) {
        if (command.fingerprint != null) {
            return byKey(command.fingerprint);
        }
        if (command.authorities != null) {
            return withCertificate(ClientTls.authorities(command.authorities));
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
            return byKey(key);
        }
        return name.tls() ? byAuthorities() : null;
    }

    /** Whether nothing but the authorities of this machine can vouch for it. */
    boolean isUnknown(RemoteName name) {
        return name.tls()
                && command.fingerprint == null
                && command.authorities == null
                && known.fingerprint(name.server()) == null;
    }

    ClientTls byKey(String fingerprint) {
        return withCertificate(ClientTls.fingerprints(fingerprint));
    }

    ClientTls byAuthorities() {
        return withCertificate(ClientTls.system());
    }

    private ClientTls withCertificate(ClientTls tls) {
        return command.certificate == null ? tls : tls.withCertificate(command.certificate, command.key);
    }
}
