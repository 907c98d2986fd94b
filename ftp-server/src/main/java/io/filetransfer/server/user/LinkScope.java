package io.filetransfer.server.user;

import io.filetransfer.codec.LinkKind;
import io.filetransfer.server.link.Link;
import io.filetransfer.server.storage.SafePath;
import java.util.Set;

/**
 * To what a link narrows what its user may do.
 *
 * @param path of the file or directory, as the storage walks it
 */
record LinkScope(Link link, SafePath path) {
    /** What its user may besides is not for others. Whatever a link stores is new: {@link Principal#mayReplace}. */
    TokenScope scope() {
        return new TokenScope(
                switch (link.kind()) {
                    case FILE -> Set.of(Permission.READ);
                    case FOLDER -> Set.of(Permission.READ, Permission.LIST);
                    case UPLOAD -> Set.of(Permission.CREATE, Permission.WRITE);
                },
                path);
    }

    /** Where names of requests begin: a file is named in the directory that it is in. */
    SafePath directory() {
        return link.kind() == LinkKind.FILE ? path.parent() : path;
    }
}
