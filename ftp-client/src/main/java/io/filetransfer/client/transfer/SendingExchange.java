package io.filetransfer.client.transfer;

import io.filetransfer.client.net.Exchange;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.body.BodySource;

/** A request with a body, which goes along with it or when the server says go. */
public abstract class SendingExchange<T> extends Exchange<T> {
    private final TransferMeter meter;
    private TransferMeter.Before before;
    private boolean asksFirst;
    private boolean going;
    private boolean withdrawn;
    private BodySource content;
    private UploadBody body;
    private End end;

    SendingExchange(String name, TransferMeter meter, Owner<T> owner) {
        super(Choice.PUT, name, owner);
        this.meter = meter;
    }

    /** What the body is made of; its reader is closed with it. */
    abstract BodySource content();

    /** The server has all content, and says so with this. */
    abstract void replied(Options reply);

    /** How many bytes of content were handed to the socket. */
    abstract void moved(long bytes);

    /** The last byte of the body was handed to the socket. */
    void bodySent() {}

    final void ask(Options options) {
        reset(true);
        request(meter.asking(options.with(Option.ASK_FIRST, true)));
    }

    final void tell(Options options) {
        reset(false);
        request(meter.asking(options));
    }

    /** It may be sent a second time, after a connection that was lost. */
    private void reset(boolean asks) {
        asksFirst = asks;
        going = false;
        content = null;
        body = null;
        end = null;
        before = meter.begin(connection());
    }

    /** The body was sent along with the request. */
    final void sent(End end) {
        this.end = end;
    }

    final void sendBody() {
        content = content();
        body = new UploadBody(content, this::moved, this::bodySent);
        content.start(connection()::resume);
        connection().send(body);
    }

    @Override
    public final boolean take(Frame frame) {
        if (frame instanceof Frame.Go && asksFirst && !going) {
            going = true;
            if (withdrawn) {
                connection().writeAndFlush(cancel());
            } else {
                sendBody();
            }
            return false;
        }
        if (frame instanceof Reply reply && bodyEnd() != null) {
            meter.told(reply.options());
            if (content != null) {
                meter.add(content.clock().times());
            }
            meter.end(connection(), before);
            replied(reply.options());
            return true;
        }
        throw unexpected(frame);
    }

    final Frame cancel() {
        return new Frame.Cancel(number());
    }

    @Override
    public final boolean mayBeAnswered() {
        return bodyEnd() != null;
    }

    @Override
    public final End bodyEnd() {
        return body == null ? end : body.end();
    }

    /** Whether somebody has the source open, and will close it. */
    final boolean hasBody() {
        return content != null;
    }

    final boolean asksFirst() {
        return asksFirst;
    }

    /** Refused or failed on the other side: what is being sent of the body ends as soon as it can. */
    @Override
    public void refused(Failure failure) {
        withdraw();
        super.refused(failure);
    }

    @Override
    public final void withdraw() {
        withdrawn = true;
        if (content != null) {
            content.stop(cancel());
        }
    }

    @Override
    public final boolean holdsTheLine() {
        return asksFirst;
    }

    @Override
    public final boolean movesContent() {
        return body != null && !body.isEndOfInput();
    }

    @Override
    public final boolean waitsForThisSide() {
        return movesContent() && body.starved() && connection().bytesToWrite() == 0;
    }
}
