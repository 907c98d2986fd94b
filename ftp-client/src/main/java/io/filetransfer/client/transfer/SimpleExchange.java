package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.net.Exchange;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.LinkAction;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import java.util.function.Function;

/** A request without a body and an answer without one: attributes, digest, directories, move, delete. */
public final class SimpleExchange<T> extends Exchange<T> {
    private final Options options;
    private final Function<Options, T> result;
    private final boolean exclusive;

    /** As the other, for an answer that comes soon. */
    public SimpleExchange(Choice choice, String name, Options options, Function<Options, T> result, Owner<T> owner) {
        this(choice, name, options, result, false, owner);
    }

    /**
     * @param result makes the outcome of the reply's options; throws {@link FileTransferException} if it cannot
     * @param exclusive the answer may take long
     */
    public SimpleExchange(
            Choice choice,
            String name,
            Options options,
            Function<Options, T> result,
            boolean exclusive,
            Owner<T> owner) {
        super(choice, name, owner);
        this.options = options;
        this.result = result;
        this.exclusive = exclusive;
    }

    @Override
    public void send() {
        request(options);
    }

    @Override
    public boolean take(Frame frame) {
        if (frame instanceof Frame.Progress progress && options.has(Option.PROGRESS)) {
            owner().moved(progress.bytes());
            return false;
        }
        if (!(frame instanceof Reply reply)) {
            throw unexpected(frame);
        }
        T value;
        try {
            value = result.apply(reply.options());
        } catch (FileTransferException e) {
            abandon(e);
            return true;
        }
        if (end()) {
            owner().succeed(value);
        }
        return true;
    }

    /** What the server is to work on for long is worth a word; the rest is done before that could be heard. */
    @Override
    public void withdraw() {
        if (options.has(Option.PROGRESS)) {
            cancelAnswer(true);
        }
    }

    @Override
    public void giveUp(Throwable cause) {
        owner().fail(cause);
    }

    @Override
    public boolean exclusive() {
        return exclusive;
    }

    @Override
    public boolean repeatable() {
        return switch (choice()) {
            case STAT, DIGEST, STATUS, COMMIT, ABORT -> true;
            case MKDIR -> options.has(Option.PARENTS);
            case LINK -> {
                LinkAction action = options.get(Option.LINK_ACTION, null);
                yield action != null && action.what() == LinkAction.What.LIST;
            }
            case GET, PUT, LIST, MOVE, COPY, DELETE, LOCK, UNLOCK, ANNOTATE -> false;
        };
    }
}
