package io.filetransfer.server.exchange;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.event.LinkEvent;
import io.filetransfer.server.link.Link;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;

/** One use of the link by which a request is served, counted before it has an effect. On disk threads. */
final class LinkUse {
    private final ExchangeContext context;
    private final Link link;

    private LinkUse(ExchangeContext context, Link link) {
        this.context = context;
        this.link = link;
    }

    /**
     * @return null for a request that comes by no link
     * @throws StorageException the link is used up, or was revoked
     */
    static LinkUse begin(ServerExchange exchange) throws StorageException {
        ExchangeContext context = exchange.context;
        Link link = exchange.principal.link();
        if (link == null) {
            return null;
        }
        try {
            if (!context.links().use(link.hash())) {
                throw new StorageException(ErrorCode.NOT_FOUND, "There is no such link, or it has ended.");
            }
        } catch (IOException e) {
            throw StorageException.of(e);
        }
        context.observer()
                .link(new LinkEvent(
                        exchange.peer, link.user(), LinkEvent.What.USED, link.id(), exchange.request.name()));
        return new LinkUse(context, link);
    }

    /** Nothing came of it. */
    void giveBack() {
        context.links().giveBack(link.hash());
    }
}
