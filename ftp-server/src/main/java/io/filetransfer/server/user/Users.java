package io.filetransfer.server.user;

import io.filetransfer.server.link.Link;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All users, as they are at one moment. Immutable. */
public final class Users {
    private static final String BY_PASSWORD = "password ";
    private static final String BY_TOKEN = "token ";
    private static final String BY_CERTIFICATE = "certificate ";

    static final Users NONE = new Users(List.of(), List.of());

    private record Owned(User user, Token token) {}

    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, User> byName = new LinkedHashMap<>();
    private final Map<String, Rules> rules = new HashMap<>();
    private final Map<String, Owned> byToken = new HashMap<>();
    /** By {@link CertificateSubject#canonical}. */
    private final Map<String, User> byCertificate = new HashMap<>();

    /** @throws IllegalArgumentException with a sentence for the operator if two have what only one may have */
    Users(Collection<User> users, Collection<Group> groups) {
        for (Group group : groups) {
            if (this.groups.put(group.name(), group) != null) {
                throw new IllegalArgumentException("there are two groups " + group.name());
            }
        }
        for (User user : users) {
            rules.put(user.name(), user.rules(groupsOf(user)));
            if (byName.put(user.name(), user) != null) {
                throw new IllegalArgumentException("there are two users " + user.name());
            }
            if (user.certificate() != null
                    && byCertificate.put(CertificateSubject.canonical(user.certificate()), user) != null) {
                throw new IllegalArgumentException("two users have the certificate " + user.certificate());
            }
            for (Token token : user.tokens()) {
                if (byToken.put(token.hash(), new Owned(user, token)) != null) {
                    throw new IllegalArgumentException("a token of " + user.name() + " is there twice");
                }
            }
        }
    }

    private List<Group> groupsOf(User user) {
        for (String name : user.groups()) {
            if (!groups.containsKey(name)) {
                throw new IllegalArgumentException("user " + user.name() + " is in a group that there is not: " + name);
            }
        }
        return user.groups().stream().map(groups::get).toList();
    }

    Users with(Collection<User> users) {
        return new Users(users, groups.values());
    }

    Users withGroups(Collection<Group> groups) {
        return new Users(byName.values(), groups);
    }

    Collection<Group> groups() {
        return groups.values();
    }

    /** The directories that users' names begin in, without the root of all. */
    public Set<SafePath> roots() {
        return byName.values().stream()
                .map(User::root)
                .filter(root -> !root.isRoot())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The directories in which a user with a quota has the root. */
    public Set<SafePath> rootsWithQuota() {
        return byName.values().stream()
                .filter(user -> !quota(user).equals(Quota.NONE))
                .map(User::root)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A user that has a quota. */
    public record Limited(SafePath root, Quota quota) {}

    /** All users that have a quota. */
    public List<Limited> limited() {
        return byName.values().stream()
                .map(user -> new Limited(user.root(), quota(user)))
                .filter(limited -> !limited.quota().equals(Quota.NONE))
                .toList();
    }

    /** What counts for the user: the own one, or that of the groups. */
    Quota quota(User user) {
        return user.quota().or(groupsOf(user).stream().map(Group::quota).toList());
    }

    Collection<User> all() {
        return byName.values();
    }

    /** How many there are. */
    public int count() {
        return byName.size();
    }

    /** Also one that is disabled; null if there is none. */
    User named(String name) {
        return byName.get(name);
    }

    /** Whose token it is, be it worth something or not; empty if it is nobody's. */
    String owner(String token) {
        Owned owned = byToken.get(Token.hash(token));
        return owned == null ? "" : owned.user().name();
    }

    Optional<Principal> byToken(String token, Instant now) {
        return ofToken(Token.hash(token), now);
    }

    private Principal principal(User user, TokenScope scope, String proof) {
        return Principal.of(user, rules.get(user.name()), quota(user), scope, proof);
    }

    private Optional<Principal> ofToken(String hash, Instant now) {
        Owned owned = byToken.get(hash);
        if (owned == null || owned.user().disabled() || !owned.token().isValid(now)) {
            return Optional.empty();
        }
        return Optional.of(principal(owned.user(), owned.user().scope(owned.token()), BY_TOKEN + hash));
    }

    /** @param subject as RFC 2253 writes it */
    public Optional<Principal> byCertificate(String subject) {
        return Optional.ofNullable(byCertificate.get(CertificateSubject.canonical(subject)))
                .filter(user -> !user.disabled())
                .map(user -> principal(user, TokenScope.EVERYTHING, BY_CERTIFICATE + subject));
    }

    /** Whose password was just compared with {@code hash}. */
    Optional<Principal> byPassword(String name, String hash) {
        return Optional.ofNullable(byName.get(name))
                .filter(user -> !user.disabled() && hash.equals(user.password()))
                .map(user -> principal(user, TokenScope.EVERYTHING, BY_PASSWORD + hash));
    }

    /** The user who made a link, narrowed to it; empty once the user may not make such a one, and when its time is over. */
    public Optional<Principal> byLink(Link link, Instant now) {
        User user = byName.get(link.user());
        if (user == null || user.disabled() || !link.isValid(now)) {
            return Optional.empty();
        }
        LinkScope scope;
        try {
            scope = new LinkScope(link, link.path().below(user.root()));
        } catch (StorageException tooLong) {
            return Optional.empty(); // the user's root is another one now
        }
        return principal(user, TokenScope.EVERYTHING, "").mayLink(link.kind(), scope.path())
                ? Optional.of(Principal.ofLink(user, rules.get(user.name()), quota(user), scope))
                : Optional.empty();
    }

    /** The same principal as these users have it; empty once what proved it is not worth anything any more. */
    public Optional<Principal> renewed(Principal principal, Instant now) {
        String proof = principal.proof();
        if (proof.startsWith(BY_TOKEN)) {
            return ofToken(proof.substring(BY_TOKEN.length()), now);
        }
        if (proof.startsWith(BY_CERTIFICATE)) {
            return byCertificate(proof.substring(BY_CERTIFICATE.length()))
                    .filter(renewed -> renewed.user().equals(principal.user()));
        }
        return byPassword(principal.user(), proof.substring(BY_PASSWORD.length()));
    }
}
