package io.filetransfer.server.storage;

/**
 * Is told what comes under names and leaves them, when it does, whoever asked for it. Called by any thread, which may hold
 * locks of the storage: a method returns at once.
 */
public interface UseWatcher {
    /** Counts nothing. */
    UseWatcher NONE = new UseWatcher() {
        @Override
        public Change changing(SafePath name) {
            return Change.UNCOUNTED;
        }

        @Override
        public void movedDirectory(SafePath from, SafePath to) {}
    };

    /** A file is about to get or to lose this name. */
    Change changing(SafePath name);

    /** A directory got another name, with all that is in it. */
    void movedDirectory(SafePath from, SafePath to);

    /** A change under way; nothing was changed if nothing is said before it is closed. */
    interface Change extends AutoCloseable {
        Change UNCOUNTED = new Change() {
            @Override
            public boolean isCounted() {
                return false;
            }

            @Override
            public void published(long size, long replaced) {}

            @Override
            public void removed(long size) {}

            @Override
            public void close() {}
        };

        /** Whether it is worth finding out how large something is. */
        boolean isCounted();

        /**
         * A file has the name.
         *
         * @param replaced bytes of the file that had it before; -1 if there was none
         */
        void published(long size, long replaced);

        /** A file has lost the name. */
        void removed(long size);

        @Override
        void close();
    }
}
