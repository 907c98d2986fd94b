package io.filetransfer.server.exchange;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.body.BodySource;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * What goes back to the client.
 *
 * @param frames written first, together
 * @param body written after them, chunk by chunk; or null
 */
record Answer(List<Frame> frames, BodySource body) {
    static Answer of(Frame... frames) {
        return new Answer(List.of(frames), null);
    }

    /** For an answer that nobody will get. */
    void discard() {
        frames.forEach(ReferenceCountUtil::release);
        if (body != null) {
            body.close();
        }
    }

    /** Bytes of memory that its content takes. */
    long held() {
        long held = 0;
        for (Frame frame : frames) {
            held += frame instanceof Content content ? content.bytes().capacity() : 0;
        }
        return held;
    }

    /** Bytes of content in it, without its body. */
    long content() {
        long content = 0;
        for (Frame frame : frames) {
            content += frame instanceof Content piece ? piece.length() : 0;
        }
        return content;
    }

    boolean isFailure() {
        return frames.get(0) instanceof Failure;
    }
}
