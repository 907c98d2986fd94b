package io.filetransfer.client.tree;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** Goes through two trees side by side, both in the order of {@link SyncEntry#BY_PATH}, and says what makes them alike. */
final class SyncJoin {
    /** What is to be done. Nothing is done while the trees are compared. */
    interface Actions {
        /** A directory that only the source has. */
        void makeDirectory(SyncEntry source);

        /** A directory of the source, when all in it was dealt with; {@code target} is null if the target has none. */
        void leaveDirectory(SyncEntry source, SyncEntry target);

        /** A file that only the source has. */
        void create(SyncEntry source);

        /** A file that both have. */
        void compare(SyncEntry source, SyncEntry target);

        /** A file or link is in the place of a directory, or a link in that of a file. */
        void clear(SyncEntry target);

        /** A file whose name is free after a {@link #clear}. */
        void send(SyncEntry source);

        /** Only the target has it; a directory comes after what is in it. */
        void remove(SyncEntry target);

        /** As {@link #remove}, in a directory for whose place the source has a file, or that directory itself. */
        void removeForAnother(SyncEntry target);

        /** A file for the place of a directory that is removed. */
        void sendAfterRemovals(SyncEntry source);

        /** What is in the place of it stays, and so it cannot be transferred. */
        void blocked(SyncEntry source, String reason);

        /** It is neither transferred nor removed, and that is no failure. */
        void keep(SyncEntry entry, String reason);
    }

    /** A directory that only the source, or both, have. */
    private record Entered(SyncEntry source, SyncEntry target) {}

    /** A directory of the target that is to go. */
    private static final class Going {
        private final SyncEntry directory;
        /** The file that is to have its name, or null. */
        private final SyncEntry successor;

        private boolean stays;

        Going(SyncEntry directory, SyncEntry successor) {
            this.directory = directory;
            this.successor = successor;
        }
    }

    private static final String LEFT_OUT_IN_IT = "there is something in it that is left out";

    private final Actions actions;
    private final boolean deletes;
    private final Deque<Entered> entered = new ArrayDeque<>();
    private final Deque<Going> going = new ArrayDeque<>();
    /** What is below it is not looked at; null for none. */
    private String passedSource;

    private String keptTarget;

    /** @param deletes whether what only the target has is to be removed */
    SyncJoin(Actions actions, boolean deletes) {
        this.actions = actions;
        this.deletes = deletes;
    }

    /** @param source gives null after its last entry, and so does {@code target} */
    void run(Supplier<SyncEntry> source, Supplier<SyncEntry> target) {
        SyncEntry s = source.get();
        SyncEntry t = target.get();
        while (s != null || t != null) {
            int order = s == null ? 1 : t == null ? -1 : SyncEntry.BY_PATH.compare(s, t);
            leave(order <= 0 ? s.path() : t.path());
            if (order < 0) {
                onlySource(s);
            } else if (order > 0) {
                onlyTarget(t);
            } else {
                both(s, t);
            }
            s = order <= 0 ? source.get() : s;
            t = order >= 0 ? target.get() : t;
        }
        leave(null);
    }

    private void onlySource(SyncEntry s) {
        if (s.kept() || isBelow(s.path(), passedSource)) {
            return;
        }
        if (s.isDirectory()) {
            actions.makeDirectory(s);
            entered.push(new Entered(s, null));
        } else {
            actions.create(s);
        }
    }

    private void onlyTarget(SyncEntry t) {
        if (!deletes || isBelow(t.path(), keptTarget)) {
            return;
        }
        if (t.kept()) {
            going.forEach(directory -> directory.stays = true);
        } else if (t.isDirectory()) {
            going.push(new Going(t, null));
        } else {
            remove(t);
        }
    }

    /** What it is in comes after it. */
    private void remove(SyncEntry t) {
        if (going.stream().anyMatch(directory -> directory.successor != null)) {
            actions.removeForAnother(t);
        } else {
            actions.remove(t);
        }
    }

    private void both(SyncEntry s, SyncEntry t) {
        if (s.kept()) {
            keptTarget = t.path();
        } else if (t.isLeftover() && !s.isDirectory()) {
            actions.keep(s, "what an interrupted get left has its name in the target");
        } else if (t.kept()) {
            actions.blocked(s, "what is in its place is left out");
            passedSource = s.path();
        } else if (s.isDirectory()) {
            if (!t.isDirectory()) {
                actions.clear(t);
                actions.makeDirectory(s);
            }
            entered.push(new Entered(s, t.isDirectory() ? t : null));
        } else if (t.isDirectory()) {
            if (deletes) {
                going.push(new Going(t, s));
            } else {
                actions.blocked(s, "a directory is in its place");
                keptTarget = t.path();
            }
        } else {
            switch (t.kind()) {
                case FILE -> actions.compare(s, t);
                case LINK, OTHER, DIRECTORY -> {
                    actions.clear(t);
                    actions.send(s);
                }
            }
        }
    }

    /** Leaves the directories that are not on the way to a path; all for null. */
    private void leave(String path) {
        while (!going.isEmpty() && !isBelow(path, going.peek().directory.path())) {
            Going gone = going.peek();
            if (!gone.stays) {
                remove(gone.directory);
            }
            going.pop();
            if (gone.stays && gone.successor == null) {
                actions.keep(gone.directory, LEFT_OUT_IN_IT);
            } else if (gone.stays) {
                actions.blocked(gone.successor, "a directory is in its place, and " + LEFT_OUT_IN_IT);
            } else if (gone.successor != null) {
                actions.sendAfterRemovals(gone.successor);
            }
        }
        while (!entered.isEmpty() && !isBelow(path, entered.peek().source.path())) {
            Entered left = entered.pop();
            actions.leaveDirectory(left.source, left.target);
        }
    }

    private static boolean isBelow(String path, String directory) {
        return path != null
                && directory != null
                && path.length() > directory.length()
                && path.charAt(directory.length()) == '/'
                && path.startsWith(directory);
    }
}
