package io.filetransfer.server.user;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.server.link.Link;
import io.filetransfer.server.link.Links;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * For whom a link is served, and what stands for its password in a browser for a while. A link that is unknown, revoked,
 * expired or used up looks the same. Safe for use by many threads.
 */
public final class LinkLogins {
    /** How long what a browser keeps stands for the password. */
    public static final Duration SESSION = Duration.ofHours(1);

    private final Links links;
    private final LiveUsers accounts;
    private final Clock clock;
    private final SecretKey key;

    /** @param key known to nobody; sessions end with it */
    LinkLogins(Links links, LiveUsers accounts, Clock clock, SecretKey key) {
        this.links = links;
        this.accounts = accounts;
        this.clock = clock;
        this.key = key;
    }

    /** The link of a secret while it can be used; what its password is is not asked. */
    Optional<Link> open(String secret) {
        return Optional.ofNullable(links.bySecret(secret))
                .filter(link -> links.isLeft(link) && principal(link).isPresent());
    }

    boolean stands(Link link) {
        return links.byHash(link.hash()) != null
                && links.isLeft(link)
                && principal(link).isPresent();
    }

    Optional<Principal> principal(Link link) {
        return accounts.users().byLink(link, clock.instant());
    }

    /** As {@link Users#renewed}. One that is used up goes on with what it began. */
    Optional<Principal> renewed(Link link) {
        return Optional.ofNullable(links.byHash(link.hash())).flatMap(this::principal);
    }

    /** For log and audit: whose link it is; empty if it is none. */
    String claimed(String secret) {
        Link link = links.bySecret(secret);
        return link == null ? "" : link.user() + " (link " + link.id() + ")";
    }

    static Principal ended() {
        return Principal.refused(new Failure(ErrorCode.NOT_FOUND, "There is no such link, or it has ended."));
    }

    static Principal asksForPassword() {
        return Principal.refused(new Failure(ErrorCode.UNAUTHENTICATED, "This link has a password."));
    }

    /** What stands for the password of a link from now on, for {@link #SESSION}. */
    public String session(Link link) {
        return session(link, clock.instant().plus(SESSION).getEpochSecond());
    }

    private String session(Link link, long end) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(("link session " + end + ' ' + link.hash() + ' ' + link.password())
                    .getBytes(StandardCharsets.UTF_8));
            return end + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC with SHA-256", e);
        }
    }

    boolean isSession(Link link, String text) {
        int dot = text.indexOf('.');
        if (dot < 1 || dot > 12 || !text.chars().limit(dot).allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        long end = Long.parseLong(text.substring(0, dot));
        return clock.instant().isBefore(Instant.ofEpochSecond(end))
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8),
                        session(link, end).getBytes(StandardCharsets.UTF_8));
    }
}
