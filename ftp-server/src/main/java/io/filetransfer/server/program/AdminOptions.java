package io.filetransfer.server.program;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import io.filetransfer.server.AdminAddress;
import io.filetransfer.server.ServerConfig;
import java.util.ArrayList;
import java.util.List;

/** What can be said of where operators and monitoring reach the server. */
@Section("Administration")
@Parameters(separators = "=")
final class AdminOptions {
    @Parameter(
            names = "--admin-listen",
            converter = AdminAddressConverter.class,
            description = "where metrics and health are, and on a socket (unix:/PATH) status and control too")
    @Setting(
            value = "ADDRESSES",
            absent = "nowhere",
            example = "unix:/run/ftp-server/admin.sock,127.0.0.1:9464",
            why = "see [Metrics, health, status](#metrics-health-status)")
    private List<AdminAddress> addresses = new ArrayList<>();

    @Parameter(names = "--admin-anywhere", description = "allow an --admin-listen beyond this machine")
    @Setting(why = "monitoring runs elsewhere, and you know who can reach the port")
    private boolean anywhere;

    void apply(ServerConfig.Builder config) {
        config.admin(addresses).adminAnywhere(anywhere);
    }

    /** The socket on which everything can be asked; null if there is none. */
    AdminAddress socket() {
        return addresses.stream()
                .filter(address -> address.socket() != null)
                .findFirst()
                .orElse(null);
    }
}
