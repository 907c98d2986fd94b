package io.filetransfer.codec;

/** Who speaks on a connection, told from its first bytes, and what that changes for a connection. */
public enum Dialect {
    /** This protocol, {@code PROTOCOL.md}. */
    NATIVE(Farewell.ALWAYS, false, false),
    /**
     * The first version of the protocol: a line of text {@code <count><name>:<choice>}, then bytes. Once something was asked
     * for, an error that answers nothing could be taken for content.
     */
    LEGACY(Farewell.BEFORE_REQUESTS, true, true),
    /** A TLS ClientHello. */
    TLS,
    /** An HTTP request, or HTTP/2's preface; {@code HTTP.md}. */
    HTTP(Farewell.ALWAYS, false, false),
    /** An SSH banner. */
    SSH,
    /** The first command of an FTP client that does not wait for the server's greeting. */
    FTP,
    /** The header in which a proxy tells for whom it connects. */
    PROXY,
    /** Nothing that is known here. */
    UNKNOWN;

    /** When a peer takes an error that answers no request. */
    private enum Farewell {
        ALWAYS,
        BEFORE_REQUESTS,
        NEVER
    }

    private final Farewell farewell;
    private final boolean endOfInputEndsBody;
    private final boolean closeMeansDone;

    /** Not spoken here. */
    Dialect() {
        this(Farewell.NEVER, false, false);
    }

    Dialect(Farewell farewell, boolean endOfInputEndsBody, boolean closeMeansDone) {
        this.farewell = farewell;
        this.endOfInputEndsBody = endOfInputEndsBody;
        this.closeMeansDone = closeMeansDone;
    }

    /**
     * Whether an error that answers no request may be the connection's last word.
     *
     * @param asked whether a request came before
     */
    public boolean takesFarewell(boolean asked) {
        return farewell == Farewell.ALWAYS || farewell == Farewell.BEFORE_REQUESTS && !asked;
    }

    /** Whether a peer that closes its direction has said that its body is whole; else it was cut off. */
    public boolean endOfInputEndsBody() {
        return endOfInputEndsBody;
    }

    /** Whether a close without an error tells the peer that all went well, so that only a reset says otherwise. */
    public boolean closeMeansDone() {
        return closeMeansDone;
    }
}
