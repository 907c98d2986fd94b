package io.filetransfer.server.user;

import io.filetransfer.server.storage.SafePath;
import java.util.Set;

/** To what a token narrows what its user may do. The path is one that the storage walks. */
record TokenScope(Set<Permission> allowed, SafePath path) {
    static final TokenScope EVERYTHING = new TokenScope(Permission.ALL, SafePath.ROOT);

    TokenScope {
        allowed = Set.copyOf(allowed);
    }

    boolean allows(Permission permission, SafePath name) {
        return allowed.contains(permission) && name.startsWith(path);
    }
}
