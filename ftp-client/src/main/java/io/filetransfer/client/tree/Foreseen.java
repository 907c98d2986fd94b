package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.NameText;
import java.nio.file.Files;

/**
 * What cannot be sent to a server, as far as that is known before anything is sent: a rehearsal is to tell what the run
 * will. The limits of names are those of PROTOCOL.md.
 */
final class Foreseen {

    private Foreseen() {}

    /** Null if nothing is known to be in the way. */
    static FileTransferException failure(TreeEntry entry) {
        String wrong = wrongName(entry.remote());
        if (wrong != null) {
            return new FileTransferException(ErrorCode.BAD_NAME, false, entry.remote() + ": " + wrong, null);
        }
        if (entry.kind() == Kind.DIRECTORY || Files.isReadable(entry.local())) {
            return null;
        }
        return new FileTransferException(
                ErrorCode.LOCAL_FILE, false, NameText.text(entry.local()) + ": Cannot be read", null);
    }

    private static String wrongName(String name) {
        if (NoContent.isServers(name)) {
            return "The name is the server's own";
        }
        int bytes = 0;
        int components = 0;
        for (String component : name.split("/")) {
            if (component.isEmpty()) {
                continue;
            }
            int length = NameText.bytes(component).length;
            if (length > Limits.COMPONENT) {
                return "A part of the name is longer than " + Limits.COMPONENT + " bytes";
            }
            bytes += length + (components++ == 0 ? 0 : 1);
        }
        if (bytes > Limits.NAME) {
            return "The name is longer than " + Limits.NAME + " bytes";
        }
        return components > Limits.COMPONENTS ? "The name has more than " + Limits.COMPONENTS + " parts" : null;
    }
}
