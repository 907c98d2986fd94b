package io.filetransfer.server;

import io.filetransfer.server.event.TransferLog;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AcceptFailuresTest {
    /** The end of the pipeline would log it in Netty's words, with a trace, each time. */
    @Test
    void aConnectionThatCannotBeTakenIsToldInOurWords() {
        EmbeddedChannel listener = new EmbeddedChannel(new AcceptFailures(new TransferLog()));
        listener.pipeline().fireExceptionCaught(new IOException("accept(..) failed: Too many open files"));
        listener.checkException();
        listener.finishAndReleaseAll();
    }
}
