package io.filetransfer.client.cli;

import java.nio.file.Path;

/**
 * How a server is known and who the user is there, as options or a profile say it. What is null they do not say. No secret
 * is in it.
 *
 * @param tls whether all is encrypted, however the server is known
 * @param authorities who may vouch for the server
 * @param fingerprint of the server's key
 * @param certificate this client's own, with its key
 * @param user who logs in with a password
 * @param tokenFile has the token to log in with
 */
record ServerSettings(
        boolean tls, Path authorities, String fingerprint, Path certificate, Path key, String user, Path tokenFile) {
    static final ServerSettings NONE = new ServerSettings(false, null, null, null, null, null, null);

    /** Whether nothing is sent in plain. */
    boolean encrypts() {
        return tls || authorities != null || fingerprint != null || certificate != null;
    }

    ServerSettings encrypted() {
        return new ServerSettings(true, authorities, fingerprint, certificate, key, user, tokenFile);
    }

    /**
     * These, and where they do not say how the server is known, or which certificate or user this is, what the others say
     * of that. Either can ask for encryption; neither can switch it off.
     */
    ServerSettings over(ServerSettings others) {
        ServerSettings known = authorities != null || fingerprint != null ? this : others;
        ServerSettings own = certificate != null ? this : others;
        ServerSettings login = user != null || tokenFile != null ? this : others;
        return new ServerSettings(
                encrypts() || others.encrypts(),
                known.authorities,
                known.fingerprint,
                own.certificate,
                own.key,
                login.user,
                login.tokenFile);
    }

    /**
     * Whether they go together.
     *
     * @param dashes before the names of options
     * @throws UsageException if they do not
     */
    void check(String dashes) throws UsageException {
        if (authorities != null && fingerprint != null) {
            throw new UsageException(dashes + "ca and " + dashes + "fingerprint exclude each other");
        }
        if ((certificate == null) != (key == null)) {
            throw new UsageException(dashes + "certificate and " + dashes + "key go together");
        }
    }
}
