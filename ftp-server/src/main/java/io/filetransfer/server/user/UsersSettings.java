package io.filetransfer.server.user;

import io.filetransfer.server.storage.SafePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What commands about users need of the settings of the server that these are of. */
public interface UsersSettings {
    /** Finds the settings. */
    interface Source {
        /**
         * @param config the file of settings that the command line names, or null
         * @param users the file of users that it names, or null
         * @throws IllegalArgumentException with a sentence for the operator
         */
        UsersSettings read(Path config, Path users, Map<String, String> environment);
    }

    /** Writes down what was changed. */
    interface Audit {
        /**
         * @param command as it is called
         * @param name whom it is about
         * @param details what was said besides, no secrets
         */
        void changed(String command, String name, Map<String, String> details) throws IOException;
    }

    /** What lies below a directory. */
    record Stored(long bytes, long files) {}

    /** The file of users; null if none is named. */
    Path users();

    /** Where links are kept; null if they are nowhere. */
    Path links();

    /**
     * Whether a name of the server is a directory.
     *
     * @throws IOException with a sentence for the operator, also if there is nothing or it is not known where to look
     */
    boolean isDirectory(SafePath path) throws IOException;

    /**
     * To be opened before a change, so that none is made that could not be written down.
     *
     * @throws IOException with a sentence for the operator
     */
    Audit audit() throws IOException;

    /**
     * Counts what counts for a quota, but for uploads under way; may take long.
     *
     * @return empty where it is not known which directory is served
     * @throws IOException with a sentence for the operator
     */
    Optional<Stored> stored(SafePath root) throws IOException;

    /** Where nothing is known of the server but the file of users. */
    static UsersSettings alone(Path config, Path users, Map<String, String> environment) {
        if (config != null) {
            throw new IllegalArgumentException("settings cannot be read here");
        }
        String variable = environment.get("FTP_SERVER_USERS");
        Path file = users != null || variable == null ? users : Path.of(variable);
        return new UsersSettings() {
            @Override
            public Path users() {
                return file;
            }

            @Override
            public Path links() {
                String links = environment.get("FTP_SERVER_LINKS");
                return links == null ? null : Path.of(links);
            }

            @Override
            public boolean isDirectory(SafePath path) throws IOException {
                throw new IOException("it is not known which directory is served: --config FILE says it");
            }

            @Override
            public Audit audit() {
                return (command, name, details) -> {};
            }

            @Override
            public Optional<Stored> stored(SafePath root) {
                return Optional.empty();
            }
        };
    }
}
