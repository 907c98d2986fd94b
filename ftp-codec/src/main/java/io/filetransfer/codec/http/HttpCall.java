package io.filetransfer.codec.http;

import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Settled;
import io.netty.buffer.ByteBuf;

/**
 * What is made of one HTTP request: what the server is asked, and how the frames of its answer become one of HTTP. Event loop
 * only.
 */
abstract class HttpCall {
    final HttpHead head;
    /** Whether nobody can read along. */
    boolean confidential;

    HttpCall(HttpHead head) {
        this.head = head;
    }

    /** A {@link Request}, or a {@link Settled} one. */
    abstract Object asked();

    /**
     * Whose the request is; null if it does not say.
     *
     * @throws HttpRefusal it says it in no way that is known here
     */
    Credentials credentials(HttpSite site) {
        return HttpLogin.of(head, site);
    }

    /** Whether the request's body is for the server; else it is dropped here. */
    boolean takesBody() {
        return false;
    }

    /** Whether the request's body says what is asked: then {@link #asked} counts once {@link #body} got all of it. */
    boolean readsBody() {
        return false;
    }

    /**
     * More of that body; stays the caller's.
     *
     * @throws HttpRefusal it is too long
     */
    void body(ByteBuf bytes) {
        throw new IllegalStateException("No body is read");
    }

    /** What ends the body that is for the server. */
    End bodyEnd(long length) {
        throw new IllegalStateException("No body is taken");
    }

    /** Takes over the next frame of the answer; {@link AnswerWriter#end} tells that it was the last one. */
    abstract void answer(Frame frame, AnswerWriter out);

    /** Lets go of what it holds: it is answered, or never will be. */
    void release() {}
}
