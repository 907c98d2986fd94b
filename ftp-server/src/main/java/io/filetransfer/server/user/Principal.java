package io.filetransfer.server.user;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.LinkKind;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.link.Link;
import io.filetransfer.server.storage.SafePath;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/** For whom a request is served, and what it may do. Names here are those that the storage walks. Immutable. */
public final class Principal {
    /** Where there are no users: whoever reaches the server. */
    public static final Principal EVERYBODY =
            new Principal("", SafePath.ROOT, Rules.EVERYTHING, Quota.NONE, TokenScope.EVERYTHING, "", null, null);

    private static final Principal UNKNOWN =
            refused(new Failure(ErrorCode.UNAUTHENTICATED, "This server asks who you are."));

    private final String user;
    private final SafePath root;
    private final Rules rules;
    private final Quota quota;
    private final TokenScope scope;
    private final String proof;
    private final LinkScope link;
    private final Failure refusal;

    private Principal(
            String user,
            SafePath root,
            Rules rules,
            Quota quota,
            TokenScope scope,
            String proof,
            LinkScope link,
            Failure refusal) {
        this.user = user;
        this.root = root;
        this.rules = rules;
        this.quota = quota;
        this.scope = scope;
        this.proof = proof;
        this.link = link;
        this.refusal = refusal;
    }

    /** @param proof what showed that it is this user, in the words of {@link Users#renewed}; holds no secret */
    static Principal of(User user, Rules rules, Quota quota, TokenScope scope, String proof) {
        return new Principal(user.name(), user.root(), rules, quota, scope, proof, null, null);
    }

    /** This user, as the people who have a link of theirs are served. */
    static Principal ofLink(User user, Rules rules, Quota quota, LinkScope link) {
        return new Principal(user.name(), user.root(), rules, quota, link.scope(), "", link, null);
    }

    /** Who has not said anything yet. */
    public static Principal unknown() {
        return UNKNOWN;
    }

    /** Who was not believed, or could not be asked. */
    public static Principal refused(Failure why) {
        return new Principal(
                "", SafePath.ROOT, Rules.NONE, Quota.NONE, new TokenScope(Set.of(), SafePath.ROOT), "", null, why);
    }

    /** The user's name; empty for everybody and for nobody. */
    public String user() {
        return user;
    }

    /** The directory that the user's names begin in. */
    public SafePath root() {
        return root;
    }

    /** The directory that the names of requests begin in: the root, or what a link is of. */
    public SafePath directory() {
        return link == null ? root : link.directory();
    }

    /** By which link it is served; null for the user. */
    public Link link() {
        return link == null ? null : link.link();
    }

    /** As logs name it: the user, or the user's link. */
    public String shown() {
        return link == null ? user : user + " (link " + link.link().id() + ")";
    }

    /** What may lie below the root. */
    public Quota quota() {
        return quota;
    }

    /**
     * The id of an upload as the storage has it: an id belongs to the user who began the upload, so that whoever else names it
     * means another one. The same in each run of the server.
     */
    public UploadId own(UploadId id) {
        if (user.isEmpty()) {
            return id;
        }
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        ByteBuffer both = ByteBuffer.allocate(2 * Long.BYTES + name.length)
                .putLong(id.high())
                .putLong(id.low())
                .put(name);
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(both.array()));
            return new UploadId(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Why nothing is served; null for a user, and for everybody where there are none. */
    public Failure refusal() {
        return refusal;
    }

    String proof() {
        return proof;
    }

    /** Whether the user may let others in by such a link. */
    public boolean mayLink(LinkKind kind, SafePath path) {
        return link == null
                && may(Permission.LINK, path)
                && switch (kind) {
                    case FILE -> !path.isRoot() && may(Permission.READ, path);
                    case FOLDER -> may(Permission.READ, path) && may(Permission.LIST, path);
                    case UPLOAD -> may(Permission.CREATE, path) || may(Permission.WRITE, path);
                };
    }

    /** Whether the own links may be looked at and revoked, wherever they are of. */
    public boolean seesLinks() {
        return link == null && scope.allowed().contains(Permission.LINK);
    }

    /** Whether what is there, with everything that may be below it, may be replaced: never by a link. */
    public boolean mayReplace(SafePath path) {
        return link == null && mayBelow(Permission.WRITE, path);
    }

    public boolean may(Permission permission, SafePath path) {
        return scope.allows(permission, path) && rules.allow(permission, path);
    }

    /** Whether that is allowed with the name and with everything that may be below it. */
    public boolean mayBelow(Permission permission, SafePath path) {
        return scope.allows(permission, path) && rules.allowBelow(permission, path);
    }
}
