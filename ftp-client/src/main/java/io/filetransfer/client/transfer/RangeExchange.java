package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.content.ContentTarget;
import io.filetransfer.client.content.FileTarget;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A GET of one range, whose content goes to its place in a file that others write to at the same time. */
public final class RangeExchange extends ReceivingExchange<Extent> {
    private final Streams.Piece piece;
    private final Version version;
    private final Place place;
    private final Consumer<Options> heads;

    /** @param heads told the head of the answer */
    RangeExchange(
            String name,
            Streams.Piece piece,
            Version version,
            Place place,
            Consumer<Options> heads,
            TransferMeter meter,
            Owner<Extent> owner) {
        super(Choice.GET, name, place, DigestAlgorithm.CRC32C, meter, owner);
        this.piece = piece;
        this.version = version;
        this.place = place;
        this.heads = heads;
    }

    @Override
    Options options() {
        return Options.NONE
                .with(Option.DIGEST_ALGORITHM, DigestAlgorithm.CRC32C)
                .with(Option.OFFSET, piece.range().offset())
                .with(Option.LENGTH, piece.range().length())
                .with(Option.EXPECT_VERSION, version);
    }

    @Override
    long from() {
        return piece.range().offset();
    }

    @Override
    boolean fits(Options head) {
        return head.get(Option.LENGTH, -1L) == piece.range().length(); // less, where the file is said to be shorter
    }

    @Override
    long announced(Options head) {
        return head.get(Option.LENGTH, -1L);
    }

    @Override
    Digest expected(Options head) {
        return null;
    }

    /** What came before a damage was found is not told from what is damaged. */
    @Override
    Version resumable(Options head) {
        return verdict() instanceof FileTransferException.Corrupt ? null : version;
    }

    @Override
    boolean handedOver(Options head) {
        heads.accept(head);
        connection().later(() -> {
            piece.reaches(connection().roundTripNanos());
            piece.hasRoomBehind();
        });
        return false;
    }

    @Override
    void moved(long received) {
        piece.moved(received);
    }

    @Override
    void complete(Options head, long length, Digest digest) {
        Extent whole = Extent.at(piece.range().offset()).plus(piece.range().length(), digest);
        place.complete(whole);
        owner().succeed(whole);
    }

    @Override
    public boolean exclusive() {
        return true;
    }

    /** A place in a file. */
    static final class Place extends ContentTarget {
        private final FileTarget file;

        Place(FileTarget file, long offset, Executor executor) {
            super(executor);
            this.file = file;
            hold(Extent.at(offset), null);
        }

        @Override
        public boolean paced() {
            return false;
        }

        @Override
        public boolean rewinds() {
            return true;
        }

        @Override
        public boolean wantsToKnow(long bytes, long nanos) {
            return file.wantsToKnow(bytes, nanos);
        }

        @Override
        public void wrote(Extent more, Version version) {
            file.wrote(more);
            super.wrote(more, version);
        }

        /** All of it is there; what was not told of yet is told now. */
        private void complete(Extent whole) {
            Extent rest = whole.minus(held());
            if (rest.length() > 0) {
                wrote(rest, version());
            }
        }

        @Override
        public void write(ByteBuffer content, long position) throws IOException {
            file.write(content, position);
        }

        @Override
        public FileChannel channel() {
            return file.channel();
        }

        @Override
        public void finish() {}

        @Override
        public void abandon(Throwable cause, Runnable then) {
            then.run();
        }

        @Override
        public RuntimeException failure(Throwable cause) {
            return file.failure(cause);
        }
    }
}
