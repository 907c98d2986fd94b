package io.filetransfer.server.storage;

import io.filetransfer.codec.Limits;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.ReservedNames;
import java.util.List;

/** Whatever a name is, it is refused or leads to one place below the root. */
public final class NamesFuzz {
    private static final List<String> NO_COMPONENTS = List.of("", ".", "..");

    private NamesFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws StorageException {
        SafePath path;
        try {
            path = SafePath.parse(NameText.of(data));
        } catch (StorageException refused) {
            return;
        }
        for (String component : path.components()) {
            if (NO_COMPONENTS.contains(component) || component.indexOf('/') >= 0 || component.indexOf('\0') >= 0) {
                throw new AssertionError("component '" + component + "'");
            }
            if (NameText.bytes(component).length > Limits.COMPONENT) {
                throw new AssertionError("too long");
            }
        }
        if (!path.isRoot() && path.components().get(0).equals(ReservedNames.AT_THE_TOP)) {
            throw new AssertionError("the server's own directory");
        }
        if (!path.isRoot() && !SafePath.parse(path.toString()).equals(path)) {
            throw new AssertionError("another place when it is read again");
        }
        SafePath home = SafePath.parse("home/user");
        try {
            if (!path.below(home).startsWith(home)) {
                throw new AssertionError("outside");
            }
        } catch (StorageException tooLong) {
            // Refused.
        }
    }
}
