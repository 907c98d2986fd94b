package io.filetransfer.server.archive;

/**
 * Makes an archive: for each entry {@link #begin}, its content if it is a file, {@link #end}; in the end {@link #next} until
 * that is null. What is returned is the archive's next bytes. One thread at a time.
 */
public interface ArchiveWriter extends AutoCloseable {
    /** What an archive needs more than its next bytes. */
    interface Room {
        /** Takes so many bytes. False if there is no room for them. */
        boolean take(int bytes);

        void give(int bytes);
    }

    /** There is no room for what the archive has to remember of its entries. */
    final class NoRoomException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    byte[] begin(ArchiveEntry entry) throws NoRoomException;

    /**
     * The content of the entry that was begun has passed.
     *
     * @param crc its CRC-32, as zip and gzip have it
     */
    byte[] end(int crc) throws NoRoomException;

    /** All entries have passed. Null when the archive is whole. */
    byte[] next();

    /** Lets go of what it took. */
    @Override
    void close();
}
