package io.filetransfer.client;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import java.util.function.Function;

/** A request without a body and an answer without one: attributes, digest, directories, move, delete. */
final class SimpleExchange<T> extends Exchange<T> {
    private final Options options;
    private final Function<Options, T> result;
    private final boolean exclusive;

    /** As the other, for an answer that comes soon. */
    SimpleExchange(Choice choice, String name, Options options, Function<Options, T> result, Owner<T> owner) {
        this(choice, name, options, result, false, owner);
    }

    /**
     * @param result makes the outcome of the reply's options; throws {@link FileTransferException} if it cannot
     * @param exclusive the answer may take long
     */
    SimpleExchange(
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
    boolean needsPreparing() {
        return false;
    }

    @Override
    void prepare() {}

    @Override
    void send() {
        request(options);
    }

    @Override
    boolean take(Frame frame) {
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
    void withdraw() {
        if (options.has(Option.PROGRESS)) {
            cancelAnswer(true);
        }
    }

    @Override
    void giveUp(Throwable cause) {
        owner().fail(cause);
    }

    @Override
    boolean exclusive() {
        return exclusive;
    }

    @Override
    boolean movesContent() {
        return false;
    }

    @Override
    boolean waitsForThisSide() {
        return false;
    }

    @Override
    boolean repeatable() {
        return switch (choice()) {
            case STAT, DIGEST, STATUS, COMMIT, ABORT -> true;
            case MKDIR -> options.has(Option.PARENTS);
            case GET, PUT, LIST, MOVE, DELETE -> false;
        };
    }
}
