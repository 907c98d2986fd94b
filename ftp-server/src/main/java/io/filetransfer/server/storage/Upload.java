package io.filetransfer.server.storage;

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
     * @return what is now under the name, version included
     */
    Attributes commit(Commit commit) throws StorageException;

    /** Ends the use of this object; what was not committed is removed. */
    @Override
    void close();
}
