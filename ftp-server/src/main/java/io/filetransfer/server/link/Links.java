package io.filetransfer.server.link;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The links of a running server: those that were made through it count at once, those that an operator made or removed from
 * the next {@link #refresh} on. Safe for use by many threads; what says that it reads or writes is for disk threads.
 */
public final class Links {
    private static final Logger LOG = LogManager.getLogger("server");

    /** Of one user. */
    static final int MOST_OF_A_USER = 1000;

    /** So long one that ended is still listed. */
    private static final Duration KEPT = Duration.ofDays(7);

    /** A new link. */
    public record Made(Link link, String secret) {}

    /** How often a link with a limit was used; counts under its own lock. */
    private static final class Uses {
        private final Link link;
        private long count;

        Uses(Link link) {
            this.link = link;
        }
    }

    private final LinkDirectory directory;
    private final Map<String, Uses> byHash = new ConcurrentHashMap<>();
    /** Files that cannot be used, as the log has them. */
    private final Set<String> reported = new HashSet<>();

    private Links(LinkDirectory directory) {
        this.directory = directory;
    }

    /**
     * Reads what is there.
     *
     * @throws IOException with a sentence for the operator
     */
    public static Links open(Path path) throws IOException {
        Links links = new Links(LinkDirectory.open(path));
        links.take();
        return links;
    }

    /** Takes up what others made and removed. Reads. */
    public void refresh() {
        try {
            take();
        } catch (IOException e) {
            LOG.error("the links cannot be read, those that were known stay: {}", e.toString());
        }
    }

    private synchronized void take() throws IOException {
        Set<String> ids = directory.ids();
        Set<String> known = new HashSet<>();
        byHash.values().removeIf(uses -> !ids.contains(uses.link.id()));
        byHash.values().forEach(uses -> known.add(uses.link.id()));
        reported.retainAll(ids);
        for (String id : ids) {
            if (!known.contains(id)) {
                takeOne(id);
            }
        }
    }

    private void takeOne(String id) {
        try {
            Uses uses = new Uses(directory.read(id));
            uses.count = uses.link.hasLimit() ? directory.used(id) : 0;
            byHash.put(uses.link.hash(), uses);
        } catch (IOException e) {
            if (reported.add(id)) {
                LOG.error("a link cannot be used: {}", e.toString());
            }
        }
    }

    /** Removes those that ended long ago. Writes. */
    public synchronized void tidy(Instant now) {
        for (Uses uses : byHash.values()) {
            if (!uses.link.isValid(now.minus(KEPT))) {
                try {
                    revoke(uses.link.id());
                } catch (IOException e) {
                    LOG.warn("a link that ended cannot be removed: {}", e.toString());
                }
            }
        }
    }

    /** Also one that ended; null if there is none. */
    public Link bySecret(String secret) {
        return byHash(Link.hash(secret));
    }

    /** As {@link #bySecret}. */
    public Link byHash(String hash) {
        Uses uses = byHash.get(hash);
        return uses == null ? null : uses.link;
    }

    /** Also one that ended; null if there is none. */
    public Link byId(String id) {
        return byHash.values().stream()
                .map(uses -> uses.link)
                .filter(link -> link.id().equals(id))
                .findAny()
                .orElse(null);
    }

    /** Those of a user, or of all with null, the oldest first. */
    public List<Link> of(String user) {
        return byHash.values().stream()
                .map(uses -> uses.link)
                .filter(link -> user == null || link.user().equals(user))
                .sorted(Comparator.comparing(Link::made).thenComparing(Link::id))
                .toList();
    }

    /** Those of a user that were made after another, which may be gone; of all with an empty id. */
    public List<Link> after(String id, String user) {
        List<Link> all = of(user);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(id)) {
                return all.subList(i + 1, all.size());
            }
        }
        return id.isEmpty() ? all : List.of();
    }

    /** Of one with a limit, as far as is known without reading. */
    public long used(Link link) {
        Uses uses = byHash.get(link.hash());
        if (uses == null) {
            return 0;
        }
        synchronized (uses) {
            return uses.count;
        }
    }

    /**
     * Makes one. Writes, and returns when it is safe.
     *
     * @throws IllegalArgumentException with a sentence for whoever wants it
     */
    public synchronized Made make(LinkWish wish) throws IOException {
        if (of(wish.user()).size() >= MOST_OF_A_USER) {
            throw new IllegalArgumentException("A user has " + MOST_OF_A_USER + " links at most: revoke some.");
        }
        while (true) {
            String secret = Link.random();
            Link link = wish.link(secret);
            try {
                directory.add(link);
            } catch (FileAlreadyExistsException sameId) {
                continue;
            }
            byHash.put(link.hash(), new Uses(link));
            return new Made(link, secret);
        }
    }

    /**
     * Ends one. Writes, and returns when it is safe.
     *
     * @return false if there is none
     */
    public synchronized boolean revoke(String id) throws IOException {
        if (!Link.isId(id)) {
            return false;
        }
        boolean removed = directory.remove(id);
        byHash.values().removeIf(uses -> uses.link.id().equals(id));
        return removed;
    }

    /**
     * Counts one use before it begins. Writes where the link has a limit, and returns when that is safe: a crash makes nobody
     * use it more often.
     *
     * @return false if the link is used up or is not there any more
     */
    public boolean use(String hash) throws IOException {
        Uses uses = byHash.get(hash);
        if (uses == null || !uses.link.hasLimit()) {
            return uses != null;
        }
        synchronized (uses) {
            if (uses.count >= uses.link.uses()) {
                return false;
            }
            directory.used(uses.link.id(), uses.count + 1);
            uses.count++;
            return true;
        }
    }

    /** What was counted did not come to anything. Writes. */
    public void giveBack(String hash) {
        Uses uses = byHash.get(hash);
        if (uses == null || !uses.link.hasLimit()) {
            return;
        }
        synchronized (uses) {
            try {
                directory.used(uses.link.id(), uses.count - 1);
                uses.count--;
            } catch (IOException e) {
                LOG.warn("a use of a link counts, though nothing came of it: {}", e.toString());
            }
        }
    }

    /** Whether it may be used once more. */
    public boolean isLeft(Link link) {
        return !link.hasLimit() || used(link) < link.uses();
    }
}
