package io.filetransfer.server.exchange;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.LinkAction;
import io.filetransfer.codec.LinkKind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Rights;
import io.filetransfer.codec.Rights.Right;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.user.Permission;
import io.filetransfer.server.user.Principal;
import java.util.EnumSet;
import java.util.Set;

/**
 * Decides, here alone and before any effect, whether a principal may have a request carried out: by its choice and by the
 * names that the storage would walk. A choice that does not say what it needs does not compile.
 */
final class Access {
    private final Principal principal;
    private final Request request;
    private final Names names;

    private Access(Principal principal, Request request, Names names) {
        this.principal = principal;
        this.request = request;
        this.names = names;
    }

    /** @return null if it may */
    static Failure refusal(Principal principal, Request request, Names names) {
        return principal == Principal.EVERYBODY ? null : new Access(principal, request, names).refusal();
    }

    /**
     * Whether the request changes something, or asks about an upload that is to. A server that takes no changes refuses it
     * whoever asks, and what reads after it on a connection waits for it.
     */
    static boolean concernsChanges(Choice choice) {
        return switch (choice) {
            case GET, STAT, DIGEST, LIST, LINK -> false; // of links: none of a file
            case PUT, MKDIR, MOVE, COPY, DELETE, STATUS, COMMIT, ABORT, LOCK, UNLOCK, ANNOTATE -> true;
        };
    }

    /** What a principal may do in a directory with what no rule is about especially. */
    static Rights rights(Principal principal, SafePath directory, boolean readOnly) {
        Set<Right> held = EnumSet.noneOf(Right.class);
        for (Permission permission : Permission.ALL) {
            Right right = switch (permission) {
                case READ -> Right.READ;
                case LIST -> Right.LIST;
                case WRITE -> Right.WRITE;
                case CREATE -> Right.CREATE;
                case DELETE -> Right.DELETE;
                case LINK -> null; // asked for where a link is made
            };
            boolean changes = permission != Permission.READ && permission != Permission.LIST;
            if (right != null && principal.may(permission, directory) && !(changes && readOnly)) {
                held.add(right);
            }
        }
        return new Rights(held);
    }

    private Failure refusal() {
        SafePath path = names.path();
        return switch (request.choice()) {
            case GET ->
                request.options().has(Option.ARCHIVE)
                        ? unless(path, principal.may(Permission.LIST, path)) // of each file in it: see ArchiveWalk
                        : unless(path, mayReadAll());
            case STAT, DIGEST -> unless(path, mayReadAll());
            case LIST ->
                unless(
                        path,
                        request.options().has(Option.RECURSIVE)
                                ? principal.mayBelow(Permission.LIST, path)
                                : principal.may(Permission.LIST, path));
            // What is asked of an upload, or given up of it, is nobody's that could not have begun it.
            case PUT, COMMIT, STATUS, ABORT, MKDIR -> {
                Failure own = unless(path, mayStore(path));
                yield own != null ? own : joined();
            }
            // A lock is to change what is there, and keeps others from doing so.
            case LOCK, UNLOCK, ANNOTATE -> unless(path, principal.mayBelow(Permission.WRITE, path));
            case DELETE -> unless(path, principal.mayBelow(Permission.DELETE, path));
            case MOVE -> {
                Failure away = unless(path, principal.mayBelow(Permission.DELETE, path));
                yield away != null ? away : movedTo(names.target());
            }
            case LINK -> unless(path, mayAboutLinks(path));
            case COPY -> {
                Failure source = unless(path, mayCopy(path));
                yield source != null ? source : unless(names.target(), mayStore(names.target()));
            }
        };
    }

    private boolean mayReadAll() {
        return mayRead(names.path()) && names.otherPaths().stream().allMatch(this::mayRead);
    }

    private Failure joined() {
        return names.joined().stream()
                .filter(name -> !mayStore(name))
                .findFirst()
                .map(this::denied)
                .orElse(null);
    }

    /** Whether a link for downloads is of a file or a directory nobody knows yet: {@link LinkExchange} asks again. */
    private boolean mayAboutLinks(SafePath path) {
        LinkAction action = request.options().get(Option.LINK_ACTION, null);
        return action != null
                && switch (action.what()) {
                    case MAKE_DOWNLOAD ->
                        principal.mayLink(LinkKind.FILE, path) || principal.mayLink(LinkKind.FOLDER, path);
                    case MAKE_UPLOAD -> principal.mayLink(LinkKind.UPLOAD, path);
                    case LIST, REVOKE -> principal.seesLinks();
                    case SHOW -> principal.link() != null;
                };
    }

    private boolean mayRead(SafePath path) {
        return principal.may(Permission.READ, path);
    }

    /** Which of the two it is nobody knows yet: a directory is listed, and all files in it are read. */
    private boolean mayCopy(SafePath path) {
        return principal.mayBelow(Permission.READ, path)
                && (!request.options().has(Option.RECURSIVE) || principal.mayBelow(Permission.LIST, path));
    }

    private boolean mayStore(SafePath target) {
        return principal.mayBelow(Permission.WRITE, target) || principal.mayBelow(Permission.CREATE, target);
    }

    /** Who may not read it where it is may not read it where it goes. */
    private Failure movedTo(SafePath target) {
        boolean getsRead = principal.may(Permission.READ, target) && !principal.mayBelow(Permission.READ, names.path());
        return unless(getsRead ? names.path() : target, mayStore(target) && !getsRead);
    }

    private Failure unless(SafePath path, boolean allowed) {
        return allowed ? null : denied(path);
    }

    /** Who may not see what is there does not learn it by being refused. */
    private Failure denied(SafePath path) {
        SafePath directory = path.isRoot() ? path : path.parent();
        return principal.may(Permission.LIST, directory)
                ? new Failure(ErrorCode.DENIED, "This user may not do that here.")
                : new Failure(ErrorCode.NOT_FOUND, "Nothing has this name.");
    }

    /**
     * The request as it may be carried out: who may store but not replace stores only where nothing is, also without having
     * asked for that, and who may not remove has nothing removed for a new name.
     */
    static Request narrowed(Principal principal, Request request, Names names) {
        if (principal == Principal.EVERYBODY) {
            return request;
        }
        SafePath target = switch (request.choice()) {
            case PUT, COMMIT, STATUS -> names.path(); // who asks for the state of an upload may bring it to its end
            case MOVE, COPY -> names.target();
            case GET, STAT, DIGEST, LIST, ABORT, MKDIR, DELETE, LINK, LOCK, UNLOCK, ANNOTATE -> null;
        };
        boolean createsOnly = target != null && !request.isPart() && !principal.mayReplace(target);
        Options options = createsOnly ? request.options().withFlag(Option.EXPECT_ABSENT, true) : request.options();
        boolean keeps = target != null && !principal.mayBelow(Permission.DELETE, target);
        return request.with(keeps ? options.without(Option.REPLACE) : options);
    }
}
