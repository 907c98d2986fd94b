package io.filetransfer.server.exchange;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.LinkAction;
import io.filetransfer.codec.LinkAddress;
import io.filetransfer.codec.LinkInfo;
import io.filetransfer.codec.LinkKind;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.server.event.LinkEvent;
import io.filetransfer.server.link.Link;
import io.filetransfer.server.link.LinkWish;
import io.filetransfer.server.link.Links;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** Makes a link, lists or revokes the user's own, or tells what the link is by which the request is served. */
final class LinkExchange extends ServerExchange {
    private final SafePath path;

    /** @param path as the storage walks it */
    LinkExchange(ServedRequest asked, SafePath path) {
        super(asked);
        this.path = path;
    }

    @Override
    boolean mayStartBeside(ServerExchange earlier) {
        return false;
    }

    @Override
    void start() {
        LinkAction action = request.options().get(Option.LINK_ACTION, null);
        if (action == null || context.links() == null) {
            answer(Answer.of(
                    action == null
                            ? new Failure(ErrorCode.BAD_REQUEST, "It is not said what is to be done about links.")
                            : new Failure(ErrorCode.UNSUPPORTED, "This server has no links.")));
            return;
        }
        switch (action.what()) {
            case MAKE_DOWNLOAD, MAKE_UPLOAD -> make(action);
            case LIST -> onDisk(() -> reply(list(action.text())));
            case REVOKE -> onDisk(() -> reply(revoke(action.text())));
            case SHOW -> onDisk(() -> reply(show()));
        }
    }

    private void reply(Options options) {
        answer(Answer.of(new Reply(options)));
    }

    private void make(LinkAction action) {
        if (action.text().isEmpty()) {
            onDisk(() -> reply(make(action, null)));
            return;
        }
        try {
            context.logins().hash(action.text(), hash -> onDisk(() -> reply(make(action, hash))));
        } catch (IllegalArgumentException e) {
            answer(Answer.of(bad("As for the password of a link: " + e.getMessage() + ".")));
        } catch (RejectedExecutionException e) {
            answer(Answer.of(failure(e)));
        }
    }

    private static Failure bad(String sentence) {
        return new Failure(ErrorCode.BAD_REQUEST, sentence);
    }

    /** @param password hashed; null for none */
    private Options make(LinkAction action, String password) throws IOException {
        if (!NameText.isText(request.name())) {
            throw new StorageException(ErrorCode.BAD_NAME, "There are links to names in UTF-8 only.");
        }
        LinkKind kind = kind(action.what());
        if (!principal.mayLink(kind, path)) {
            throw new StorageException(ErrorCode.DENIED, "This user may not make such a link here.");
        }
        SafePath own = request.name().isEmpty() ? SafePath.ROOT : SafePath.parse(request.name());
        Duration life = action.seconds() == 0 ? Link.USUAL_LIFE : Duration.ofSeconds(action.seconds());
        long uses = action.uses() == 0 ? Long.MAX_VALUE : action.uses();
        Links.Made made;
        try {
            made = context.links().make(new LinkWish(principal.user(), own, kind, life, password, uses));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(bad(e.getMessage()));
        }
        tell(LinkEvent.What.MADE, made.link());
        return Options.NONE
                .with(Option.LINK_SECRET, LinkAddress.of(made.secret()))
                .with(Option.LINKS, List.of(info(made.link(), "/" + made.link().path())));
    }

    private LinkKind kind(LinkAction.What what) throws StorageException {
        Kind kind = context.storage(principal).stat(path).kind();
        if (what == LinkAction.What.MAKE_UPLOAD && kind == Kind.DIRECTORY) {
            return LinkKind.UPLOAD;
        }
        return switch (kind) {
            case DIRECTORY -> LinkKind.FOLDER;
            case FILE -> {
                if (what == LinkAction.What.MAKE_UPLOAD) {
                    throw new StorageException(ErrorCode.NOT_A_DIRECTORY, "Files are put into a directory.");
                }
                yield LinkKind.FILE;
            }
            case LINK, OTHER -> throw new StorageException(ErrorCode.NOT_A_FILE, "It is neither file nor directory.");
        };
    }

    private void tell(LinkEvent.What what, Link link) {
        context.observer().link(new LinkEvent(peer, principal.user(), what, link.id(), "/" + link.path()));
    }

    private LinkInfo info(Link link, String name) {
        return new LinkInfo(
                link.id(),
                link.kind(),
                link.made(),
                link.expires(),
                link.hasLimit() ? link.uses() : 0,
                context.links().used(link),
                link.password() != null,
                name);
    }

    /** As many as a reply has room for. */
    private Options list(String after) {
        List<LinkInfo> listed = new ArrayList<>();
        int room = Option.MAX_LINKS_BYTES;
        for (Link link : context.links().after(after, principal.user())) {
            LinkInfo info = info(link, "/" + link.path());
            room -= info.length();
            if (room < 0) {
                break;
            }
            listed.add(info);
        }
        return Options.NONE.with(Option.LINKS, listed);
    }

    private Options revoke(String id) throws IOException {
        Link link = context.links().byId(id);
        if (link == null
                || !link.user().equals(principal.user())
                || !context.links().revoke(id)) {
            throw new StorageException(ErrorCode.NOT_FOUND, "This user has no such link.");
        }
        tell(LinkEvent.What.REVOKED, link);
        return Options.NONE;
    }

    private Options show() {
        Link link = principal.link();
        String name = link.path().isRoot() ? "" : link.path().name();
        Options shown = Options.NONE.with(Option.LINKS, List.of(info(link, name)));
        return link.password() == null
                ? shown
                : shown.with(Option.LINK_SECRET, context.logins().links().session(link));
    }
}
