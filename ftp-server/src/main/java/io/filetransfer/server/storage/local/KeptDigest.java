package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Digest;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What is kept about the content of a file.
 *
 * @param digest its digest, if one is kept of just this content
 * @param otherLength whether what is kept says that the file had another length when it was last modified: it is damaged
 */
record KeptDigest(Optional<Digest> digest, boolean otherLength) {
    static final KeptDigest NONE = new KeptDigest(Optional.empty(), false);

    private static final KeptDigest OF_OTHER_LENGTH = new KeptDigest(Optional.empty(), true);

    /** @param value in the form of {@link DigestAttribute}; {@link #NONE} if it is about another content */
    static KeptDigest of(Optional<ByteBuffer> value, Snapshot content) {
        if (value.isEmpty()) {
            return NONE;
        }
        if (DigestAttribute.tellsOtherLength(value.get(), content)) {
            return OF_OTHER_LENGTH;
        }
        Optional<Digest> digest = DigestAttribute.parse(value.get(), content);
        return digest.isPresent() ? new KeptDigest(digest, false) : NONE;
    }
}
