package io.filetransfer.server.link;

import io.filetransfer.codec.LinkKind;
import io.filetransfer.server.storage.SafePath;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A link that is to be made; the parts are those of {@link Link}.
 *
 * @param life how long it is to be open
 */
public record LinkWish(String user, SafePath path, LinkKind kind, Duration life, String password, long uses) {
    /** @throws IllegalArgumentException with a sentence for whoever wants it */
    public LinkWish {
        if (life.compareTo(Duration.ofSeconds(1)) < 0 || life.compareTo(Link.LONGEST_LIFE) > 0) {
            throw new IllegalArgumentException(
                    "A link is open for a second at least and " + Link.LONGEST_LIFE.toDays() + " days at most.");
        }
        if (uses < 1 || uses > Link.MOST_USES && uses != Long.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "A link may be used once at least and " + Link.MOST_USES + " times at most, or without a limit.");
        }
    }

    /** The same with a password, as {@link Link} has it. */
    public LinkWish with(String password) {
        return new LinkWish(user, path, kind, life, password, uses);
    }

    /** As it would be, with a secret that nobody has. */
    public Link link() {
        return link(Link.random());
    }

    Link link(String secret) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new Link(Link.hash(secret), user, path, kind, now, now.plus(life), password, uses);
    }
}
