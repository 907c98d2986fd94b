package io.filetransfer.server.program;

import io.filetransfer.server.event.AuditLine;
import io.filetransfer.server.quota.Use;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.local.LocalStorage;
import io.filetransfer.server.user.UsersSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of a server as its commands take them: from the environment, and the file that is named. */
final class OperatorSettings implements UsersSettings {
    private final ServerOptions options;

    private OperatorSettings(ServerOptions options) {
        this.options = options;
    }

    static UsersSettings read(Path config, Path users, Map<String, String> environment) {
        List<String> arguments = new ArrayList<>();
        if (config != null) {
            arguments.addAll(List.of("--config", config.toString()));
        }
        if (users != null) {
            arguments.addAll(List.of("--users", users.toString()));
        }
        return new OperatorSettings(ServerOptions.parse(arguments.toArray(String[]::new), environment));
    }

    @Override
    public Path users() {
        return options.users();
    }

    @Override
    public Path links() {
        return options.links();
    }

    @Override
    public boolean isDirectory(SafePath path) throws IOException {
        if (!options.namesRoot()) {
            throw new IOException(
                    "it is not known which directory is served: --config FILE or FTP_SERVER_ROOT says it");
        }
        try (LocalStorage storage = LocalStorage.open(options.root(), true)) {
            return switch (storage.stat(path).kind()) {
                case DIRECTORY -> true;
                case FILE -> false;
                case LINK, OTHER -> throw new IOException("/" + path + " is neither a file nor a directory");
            };
        } catch (StorageException e) {
            throw new IOException("/" + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Audit audit() throws IOException {
        LogFile log = options.audit();
        if (log == null) {
            return (command, name, details) -> {};
        }
        log.makeLike(users());
        return (command, name, details) -> {
            AuditLine line = new AuditLine(Instant.now(), "users")
                    .with("operator", System.getProperty("user.name"))
                    .with("command", command)
                    .with("name", name);
            details.forEach(line::with);
            log.append(line.toString());
        };
    }

    @Override
    public Optional<Stored> stored(SafePath root) throws IOException {
        if (!options.namesRoot()) {
            return Optional.empty();
        }
        try (LocalStorage storage = LocalStorage.open(options.root(), true)) {
            Use use = Use.below(root, storage);
            return Optional.of(new Stored(use.bytes(), use.files()));
        } catch (StorageException e) {
            throw new IOException("what lies in /" + root + " cannot be counted: " + e.getMessage(), e);
        }
    }
}
