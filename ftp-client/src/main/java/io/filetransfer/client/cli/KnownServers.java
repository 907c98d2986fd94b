package io.filetransfer.client.cli;

import io.filetransfer.codec.KeyFingerprint;
import java.nio.file.Path;
import java.util.Map;

/**
 * The servers that the user trusts, each with the fingerprint of its key. What cannot be read is a failure: a line that was
 * skipped would be a server that is asked without encryption.
 */
final class KnownServers {
    private final ServerLines lines;

    /** @param file null where there is no place for one: nothing is known, and nothing can be stored */
    KnownServers(Path file) {
        this.lines = new ServerLines(file, ServerLines.Form.ofServers("HOST:PORT SHA256:...", KeyFingerprint::isOne));
    }

    static KnownServers ofUser(Map<String, String> environment) {
        return new KnownServers(ServerLines.ofUser("known-servers", environment));
    }

    /**
     * All, in the order of their lines: the fingerprint of each {@code HOST:PORT}.
     *
     * @throws io.filetransfer.client.FileTransferException.LocalFile with file and line if it cannot be read
     */
    Map<String, String> all() {
        return lines.all();
    }

    /** Of {@code HOST:PORT}; null if the server is not known. */
    String fingerprint(String server) {
        return lines.value(server);
    }

    /** Notes a server, in the place of what was known of it. */
    void store(String server, String fingerprint) {
        lines.store(server, fingerprint);
    }

    /** @return whether it was known */
    boolean remove(String server) {
        return lines.remove(server);
    }
}
