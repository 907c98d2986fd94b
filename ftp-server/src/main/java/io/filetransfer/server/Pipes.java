package io.filetransfer.server;

import io.filetransfer.codec.FrameDecoder;
import io.filetransfer.codec.body.BodySink;
import io.filetransfer.codec.body.Pace;
import io.filetransfer.codec.body.ReadSizer;
import io.filetransfer.codec.body.SplicePipes;
import io.filetransfer.codec.body.Splicer;
import io.filetransfer.server.exchange.PauseReasons;
import io.netty.channel.Channel;
import java.util.function.LongConsumer;

/**
 * Content of a connection's uploads that goes past the pipeline, inside the kernel. Does nothing for dialects whose content
 * has to pass a decoder. Event loop only.
 */
final class Pipes implements Splicer.Owner {
    private final PauseReasons pauses;
    private final Pace pace;

    /** Null in dialects whose content must pass a decoder. */
    private Splicer splicer;

    private Intake intake;
    private LongConsumer taker;
    private long taken;

    /** @param pace what goes this way counts in it */
    Pipes(PauseReasons pauses, Pace pace) {
        this.pauses = pauses;
        this.pace = pace;
    }

    /** The bytes on the wire are those that {@code decoder} gets. */
    void open(Channel channel, SplicePipes pipes, FrameDecoder decoder, ReadSizer reads, Intake intake) {
        this.intake = intake;
        splicer = new Splicer(channel, pipes, reads, decoder);
        splicer.owner(this);
    }

    /** @param taker is told of content of this body that went this way */
    void contentRead(BodySink sink, LongConsumer taker) {
        if (splicer != null) {
            this.taker = taker;
            splicer.contentRead(sink);
        }
    }

    void bodyEnded() {
        if (splicer != null) {
            splicer.bodyEnded();
        }
    }

    /** Bytes that went this way so far. */
    long taken() {
        return taken;
    }

    @Override
    public void taken(long length) {
        taken += length;
        taker.accept(length);
        pace.moved(length);
    }

    @Override
    public boolean holdsBytes() {
        return intake.holdsBytes();
    }

    @Override
    public void pauseForPipes(boolean pause) {
        pauses.set(PauseReasons.Reason.PIPES, pause);
    }
}
