package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whatever is in the files of the user's configuration, it is refused with a sentence or can be written again. */
public final class LinesFuzz {
    private static final Path FILE = file();

    private LinesFuzz() {}

    private static Path file() {
        try {
            Path file = Files.createTempFile("lines", "");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        Files.delete(
                FILE); // one that is cut to nothing and written again goes to the disk at once on some file systems
        Files.write(FILE, data);
        try {
            new KnownServers(FILE).all();
        } catch (FileTransferException.LocalFile refused) {
            // With file and line.
        }
        try {
            new Logins(FILE).token("localhost:50000");
        } catch (FileTransferException.LocalFile refused) {
            // With file and line.
        }
        try {
            for (Map.Entry<String, Profile> profile : new Profiles(FILE).all().entrySet()) {
                if (!Profile.parse(profile.getValue().line()).equals(profile.getValue())) {
                    throw new AssertionError("another profile when it is read again: " + profile);
                }
                new Profiles(FILE).remote(profile.getKey() + ":/x");
            }
        } catch (FileTransferException.LocalFile refused) {
            // With file and line.
        }
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            WrittenPassword.refuseUrl(text);
            RemoteName name = RemoteName.parse(text);
            if (!RemoteName.parse(name.server()).server().equals(name.server())) {
                throw new AssertionError("another server when it is read again: " + name.server());
            }
        } catch (UsageException refused) {
            // With a sentence.
        }
    }
}
