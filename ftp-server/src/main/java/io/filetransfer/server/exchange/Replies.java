package io.filetransfer.server.exchange;

import io.filetransfer.codec.Also;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Properties;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;

/** Options that describe a file. */
final class Replies {
    private Replies() {}

    static Options describe(Attributes attributes) {
        Options size =
                attributes.kind() == Kind.FILE ? Options.NONE.with(Option.SIZE, attributes.size()) : Options.NONE;
        return size.with(Option.MODIFIED, attributes.modified())
                .with(Option.MODE, attributes.mode())
                .withPresent(Option.VERSION, attributes.version());
    }

    /** As it is listed. */
    static Options entry(Attributes attributes) {
        return describe(attributes).with(Option.KIND, attributes.kind());
    }

    /** With what else was asked for. What cannot be read of it is not there: a look at a file is no failure. */
    static Options also(Options described, ServerExchange asking, Storage storage, SafePath path) {
        Also also = asking.request.options().get(Option.ALSO, Also.NOTHING);
        Options told = described;
        if (also.locks()) {
            told = told.with(Option.LOCKS, asking.context.locks().told(path, asking.principal.user()));
        }
        if (also.properties()) {
            try {
                told = told.with(Option.PROPERTIES, storage.properties(path));
            } catch (StorageException unreadable) {
                told = told.with(Option.PROPERTIES, Properties.NONE);
            }
        }
        return told;
    }

    static Options describe(Attributes attributes, Digest stored) {
        return describe(attributes).withPresent(Option.DIGEST, stored);
    }

    /** As the answer to the commit was. */
    static Options describe(Committed committed) {
        return describe(committed.attributes(), committed.digest()).with(Option.DURABILITY, committed.durability());
    }
}
