package io.filetransfer.client.cli;

import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The names that several sources would get in one directory, looked through before the first of them is copied. Two may
 * have the same name only if both are trees: these merge. All others would overwrite each other.
 */
final class Landings implements AutoCloseable {
    /** Names in their order, each with what it is copied from. */
    private final PriorityQueue<Landing> next =
            new PriorityQueue<>(Comparator.comparing(Landing::name).thenComparing(Landing::order));

    private final List<Matches> open = new ArrayList<>();

    private int sources;

    /**
     * @param order of the source among all
     * @param rest what comes after it from the same source, in the order of names; null if nothing does
     */
    private record Landing(String name, int order, String source, boolean tree, Matches rest, boolean trees) {}

    /** @param isTree whether it is a directory that is copied with all that is in it */
    void add(String name, String source, boolean isTree) {
        next.add(new Landing(name, sources++, source, isTree, null, false));
    }

    /**
     * Everything that matches; closed with this.
     *
     * @param trees whether directories are copied with all that is in them, or not at all
     */
    void add(Matches matches, boolean trees) {
        open.add(matches);
        addNext(sources++, matches, trees);
    }

    private void addNext(int order, Matches matches, boolean trees) {
        RemoteFile found = matches.next();
        while (found != null && !isCopied(found.kind(), trees)) {
            found = matches.next();
        }
        if (found != null) {
            boolean tree = found.kind() == Kind.DIRECTORY;
            next.add(new Landing(found.name(), order, matches.name(found).text(), tree, matches, trees));
        }
    }

    /** Whether an entry of this kind gets a name at all, or is skipped. */
    static boolean isCopied(Kind kind, boolean trees) {
        return kind == Kind.FILE || kind == Kind.DIRECTORY && trees;
    }

    /** @throws UsageException if a name is there twice; it names both sources */
    void refuseMeetings() throws UsageException {
        Landing before = null;
        for (Landing landing = next.poll(); landing != null; landing = next.poll()) {
            if (before != null && before.name.equals(landing.name) && !(before.tree && landing.tree)) {
                throw new UsageException("'" + before.source + "' and '" + landing.source + "' would both go to '"
                        + landing.name + "'; nothing was copied");
            }
            before = landing;
            if (landing.rest != null) {
                addNext(landing.order, landing.rest, landing.trees);
            }
        }
    }

    @Override
    public void close() {
        open.forEach(Matches::close);
    }
}
