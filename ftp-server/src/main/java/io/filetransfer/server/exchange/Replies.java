package io.filetransfer.server.exchange;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Committed;

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

    static Options describe(Attributes attributes, Digest stored) {
        return describe(attributes).withPresent(Option.DIGEST, stored);
    }

    /** As the answer to the commit was. */
    static Options describe(Committed committed) {
        return describe(committed.attributes(), committed.digest()).with(Option.DURABILITY, committed.durability());
    }
}
