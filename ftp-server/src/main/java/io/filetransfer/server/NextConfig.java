package io.filetransfer.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A configuration for a server that runs already: some of it counts at once, some at the next start only.
 *
 * @param wanted what was asked for
 * @param running what the server runs with
 */
record NextConfig(ServerConfig wanted, ServerConfig running) {
    /** The names of what differs and counts at a start only. */
    List<String> later() {
        List<String> names = new ArrayList<>();
        addIf(names, "root", !Objects.equals(wanted.root(), running.root()));
        addIf(names, "address and port", !wanted.address().equals(running.address()));
        addIf(names, "tls", !Objects.equals(wanted.tls(), running.tls()));
        addIf(names, "users", !Objects.equals(wanted.users(), running.users()));
        addIf(names, "links", !Objects.equals(wanted.links(), running.links()));
        addIf(names, "proxies", !wanted.proxies().equals(running.proxies()));
        addIf(names, "forwarding", !wanted.forwarding().equals(running.forwarding()));
        addIf(names, "insecure", wanted.insecure() != running.insecure());
        addIf(names, "read-only", wanted.readOnly() != running.readOnly());
        addIf(names, "umask and modes", !wanted.modes().equals(running.modes()));
        addIf(names, "audit-log", wanted.audit() != running.audit());
        addIf(names, "disk-threads", wanted.diskThreads() != running.diskThreads());
        addIf(
                names,
                "administration",
                !wanted.admin().equals(running.admin()) || wanted.adminAnywhere() != running.adminAnywhere());
        return names;
    }

    private static void addIf(List<String> names, String name, boolean differs) {
        if (differs) {
            names.add(name);
        }
    }

    /** What the server runs with from now on. */
    ServerConfig now() {
        return new ServerConfig(
                running.root(),
                running.address(),
                running.tls(),
                running.users(),
                running.links(),
                running.proxies(),
                running.forwarding(),
                running.insecure(),
                running.readOnly(),
                wanted.durability(),
                running.modes(),
                wanted.legacyDialect(),
                wanted.maxConnections(),
                wanted.limits(),
                wanted.maxFileSize(),
                wanted.firstFrameTimeout(),
                wanted.idleTimeout(),
                running.audit(),
                wanted.minRate(),
                wanted.bandwidth(),
                wanted.bbr(),
                wanted.drainTimeout(),
                running.diskThreads(),
                running.admin(),
                running.adminAnywhere());
    }
}
