package io.filetransfer.server.storage;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import java.time.Instant;

/**
 * Content on its way to a name; nobody sees it before {@link #commit}. Owned by one transfer; one thread at a time.
 *
 * <p>After a call has failed, nothing but {@link #close} may be called.
 */
public interface Upload extends IncomingContent {
    /**
     * Makes what was appended the content of the name, whole and in one step: sync the file, rename it, sync the directory
     * (and new parents, deepest first), and only then return. With relaxed durability the syncs are left out.
     *
     * @param digest of the whole content, kept with the file; may be {@link Digest#NONE}
     * @param modified time to give the file, or null for now
     * @param mode permission bits to give the file, or null for the server's default
     * @return what is now under the name, version included
     */
    Attributes commit(Digest digest, Instant modified, Integer mode, Durability durability) throws StorageException;

    /** Ends the use of this object; what was not committed is removed. */
    @Override
    void close();
}
