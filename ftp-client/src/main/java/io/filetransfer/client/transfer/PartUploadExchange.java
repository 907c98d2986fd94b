package io.filetransfer.client.transfer;

import io.filetransfer.client.content.PartSource;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.body.BodySource;
import java.util.function.Consumer;

/** A PUT of one part of an upload. Its outcome is what the server holds. */
public final class PartUploadExchange extends SendingExchange<Extent> {
    private final UploadId id;
    private final long size;
    private final Streams.Piece piece;
    private final boolean asks;
    private final PartSource source;
    private final Consumer<Extent> sent;

    /** @param sent told the content of a part whose last byte has left */
    PartUploadExchange(
            String name,
            UploadId id,
            long size,
            Streams.Piece piece,
            boolean asks,
            PartSource source,
            Consumer<Extent> sent,
            TransferMeter meter,
            Owner<Extent> owner) {
        super(name, meter, owner);
        this.id = id;
        this.size = size;
        this.piece = piece;
        this.asks = asks;
        this.source = source;
        this.sent = sent;
    }

    @Override
    public void send() {
        connection().later(() -> piece.reaches(connection().roundTripNanos()));
        Options options = Options.NONE
                .with(Option.UPLOAD_ID, id)
                .with(Option.OFFSET, piece.range().offset())
                .with(Option.LENGTH, piece.range().length())
                .with(Option.SIZE, size);
        if (asks) {
            ask(options);
        } else {
            tell(options);
            sendBody();
        }
    }

    @Override
    BodySource content() {
        return new BodySource(
                source.reader(piece.range()),
                piece.range().offset(),
                piece.range().length(),
                DigestAlgorithm.CRC32C,
                connection().outlet(),
                source.executor(),
                this::sourceFailed);
    }

    /** On the source's executor. */
    private Frame sourceFailed(Throwable cause) {
        abandon(source.failure(cause));
        return cancel();
    }

    @Override
    void moved(long bytes) {
        piece.moved(bytes);
    }

    @Override
    void bodySent() {
        connection().later(() -> {
            if (!hasEnded()) {
                sent.accept(whole());
                piece.hasRoomBehind();
            }
        });
    }

    private Extent whole() {
        return Extent.at(piece.range().offset())
                .plus(piece.range().length(), bodyEnd().digest());
    }

    @Override
    void replied(Options reply) {
        if (end()) {
            owner().succeed(whole());
        }
    }

    @Override
    public void giveUp(Throwable cause) {
        owner().fail(cause);
    }

    /** Parts have their connection for themselves. */
    @Override
    public boolean exclusive() {
        return true;
    }

    /** It comes to the same, but what became of it is better asked first. */
    @Override
    public boolean repeatable() {
        return asksFirst();
    }
}
