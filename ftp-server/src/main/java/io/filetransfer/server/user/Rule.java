package io.filetransfer.server.user;

import io.filetransfer.server.storage.SafePath;
import java.util.Set;

/** What may be done with a name and with all below it, unless another rule is about a longer part of the name. */
public record Rule(SafePath path, Set<Permission> allowed) {
    public Rule {
        allowed = Set.copyOf(allowed);
    }
}
