package io.filetransfer.server.exchange;

import io.filetransfer.codec.Choice;

/** What a choice needs to be allowed. A new choice does not compile until it is declared here. */
enum Permission {
    READ,
    LIST,
    WRITE;

    static Permission of(Choice choice) {
        return switch (choice) {
            case GET, STAT, DIGEST -> READ;
            case LIST -> LIST;
            case PUT, MKDIR, MOVE, DELETE, STATUS, COMMIT, ABORT -> WRITE;
        };
    }
}
