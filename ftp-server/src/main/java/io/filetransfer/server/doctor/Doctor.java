package io.filetransfer.server.doctor;

import io.filetransfer.server.AdminAddress;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.user.LiveUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** All checks for one configuration. */
public final class Doctor {
    private final ServerConfig config;

    public Doctor(ServerConfig config) {
        this.config = config;
    }

    public List<Finding> examine() {
        List<Finding> all = new ArrayList<>();
        all.add(MachineCheck.openFiles());
        all.add(MachineCheck.clock());
        all.addAll(new RootCheck(config.root(), config.readOnly()).all());
        if (config.address().getPort() != 0) {
            all.add(MachineCheck.port("port", config.address()));
        }
        config.admin().forEach(place -> all.add(administration(place)));
        if (config.tls() != null) {
            all.addAll(new CertificateCheck(config.tls(), Instant.now()).all());
        }
        if (config.users() != null) {
            all.add(users(config.users()));
        }
        return all;
    }

    private static Finding administration(AdminAddress place) {
        if (place.socket() == null) {
            return MachineCheck.port("admin port", place.tcp());
        }
        Path directory = place.socket().toAbsolutePath().getParent();
        return directory != null && Files.isDirectory(directory) && Files.isWritable(directory)
                ? Finding.ok("admin socket", place.toString())
                : Finding.failed(
                        "admin socket",
                        "nothing can be made in " + directory,
                        "make the directory for the server's user: RuntimeDirectory=ftp-server in the unit");
    }

    private static Finding users(Path file) {
        try {
            return Finding.ok("users", LiveUsers.read(file).users().count() + " in " + file);
        } catch (IOException e) {
            return Finding.failed(
                    "users", String.valueOf(e.getMessage()), "mend the file: ftp-server user list shows it");
        }
    }
}
