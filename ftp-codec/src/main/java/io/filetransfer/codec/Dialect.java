package io.filetransfer.codec;

/** Who speaks on a connection, told from its first bytes. */
public enum Dialect {
    /** This protocol, {@code PROTOCOL.md}. */
    NATIVE,
    /** The first version of the protocol: a line of text {@code <count><name>:<choice>}, then bytes. */
    LEGACY,
    /** A TLS ClientHello. */
    TLS,
    /** An HTTP request, or HTTP/2's preface. */
    HTTP,
    /** An SSH banner. */
    SSH,
    /** The first command of an FTP client that does not wait for the server's greeting. */
    FTP,
    /** Nothing that is known here. */
    UNKNOWN
}
