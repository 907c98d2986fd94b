package io.filetransfer.server;

import io.filetransfer.server.link.Links;
import io.filetransfer.server.tls.TlsKeys;
import io.filetransfer.server.user.Authenticator;
import io.filetransfer.server.user.LiveUsers;
import io.filetransfer.server.user.Sessions;
import io.filetransfer.server.watch.OwnFiles;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What a server lets in by.
 *
 * @param tls what connections are encrypted with; null: nothing
 * @param links for people without an account; null: none
 * @param authenticator finds out for whom requests are; null where there are no users
 * @param sessions of browsers; null where there are no users
 */
record Security(TlsKeys tls, Links links, Authenticator authenticator, Sessions sessions) implements AutoCloseable {
    static final Security NONE = new Security(null, null);

    Security(TlsKeys tls, Authenticator authenticator) {
        this(tls, null, authenticator);
    }

    Security(TlsKeys tls, Links links, Authenticator authenticator) {
        this(tls, links, authenticator, authenticator == null ? null : new Sessions(authenticator.accounts()));
    }

    /**
     * Reads the files that the configuration names.
     *
     * @throws IOException with a sentence for the operator
     */
    static Security open(ServerConfig config, ScheduledExecutorService timer) throws IOException {
        requireOutsideRoot(config);
        LiveUsers accounts = config.users() == null ? null : LiveUsers.read(config.users());
        Links links = config.links() == null ? null : Links.open(config.links());
        ServerTls files = config.tls();
        TlsKeys tls = files == null ? null : TlsKeys.read(files.certificates(), files.key(), files.clientAuthorities());
        return new Security(tls, links, accounts == null ? null : new Authenticator(accounts, links, timer));
    }

    /** @throws IOException with a sentence for the operator */
    static void check(ServerConfig config) throws IOException {
        requireOutsideRoot(config);
        if (config.users() != null) {
            LiveUsers.read(config.users());
        }
        ServerTls files = config.tls();
        if (files != null) {
            TlsKeys.read(files.certificates(), files.key(), files.clientAuthorities())
                    .close();
        }
    }

    private static void requireOutsideRoot(ServerConfig config) throws IOException {
        OwnFiles.requireOutside(config.root(), "the file of users", config.users());
        OwnFiles.requireOutside(config.root(), "the directory for links", config.links());
        ServerTls files = config.tls();
        if (files != null) {
            OwnFiles.requireOutside(config.root(), "the certificate", files.certificates());
            OwnFiles.requireOutside(config.root(), "the key", files.key());
            OwnFiles.requireOutside(config.root(), "the file of authorities", files.clientAuthorities());
        }
    }

    /** Reads all files again. */
    void again() {
        if (authenticator != null) {
            authenticator.accounts().again();
            if (links != null) {
                links.refresh();
            }
        }
        if (tls != null) {
            tls.again();
        }
    }

    /** For the log. */
    static String describe(ServerConfig config) {
        String encryption = config.tls() == null
                ? "no TLS"
                : (config.tls().required() ? "TLS required" : "TLS offered") + " by " + TlsKeys.engine();
        return encryption + ", durability " + config.durability() + "; " + openTo(config);
    }

    private static String openTo(ServerConfig config) {
        if (config.users() != null) {
            return "open to users";
        }
        boolean here = config.address().getAddress().isLoopbackAddress()
                && config.proxies().isEmpty();
        return "no users: open to " + (here ? "this machine" : "whoever can connect");
    }

    @Override
    public void close() {
        if (authenticator != null) {
            authenticator.close();
        }
        if (tls != null) {
            tls.close();
        }
    }
}
