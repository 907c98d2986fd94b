package io.filetransfer.client.transfer;

import io.filetransfer.client.failure.Failures;
import io.filetransfer.client.net.Call;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;

/** A LIST. */
public final class ListExchange<T> extends ReceivingExchange<T> {
    private final Request request;
    private final Owner<T> owner;

    /** Whoever has a directory listed. */
    interface Owner<T> extends Call.Owner<T> {
        /** As {@link ReceivingExchange#complete}. */
        void complete();

        /** As {@link ReceivingExchange#again}. */
        boolean again(ListExchange<T> exchange, Throwable cause);
    }

    ListExchange(Request request, EntryTarget target, Owner<T> owner) {
        super(Choice.LIST, request.name(), target, DigestAlgorithm.CRC32C, new TransferMeter(false), owner);
        this.request = request;
        this.owner = owner;
    }

    public static Request request(String directory, boolean recursive) {
        Options options = Options.NONE.withFlag(Option.RECURSIVE, recursive).withFlag(Option.ANY_NAMES, true);
        return new Request(directory, Choice.LIST, options);
    }

    /** Entries that came are right, whatever happened to the server behind them: the consumer gets them all before it ends. */
    @Override
    public void refused(Failure failure) {
        if (movesContent()) {
            afterContent(() -> abandon(Failures.ofListing(name(), failure)));
        } else {
            super.refused(failure);
        }
    }

    @Override
    boolean again(Throwable cause, long moved) {
        return owner.again(this, cause);
    }

    @Override
    boolean hasRate() {
        return false;
    }

    @Override
    Options options() {
        return request.options();
    }

    @Override
    long announced(Options head) {
        return -1;
    }

    @Override
    Digest expected(Options head) {
        return null;
    }

    @Override
    void complete(Options head, long length, Digest whole) {
        owner.complete();
    }
}
