package io.filetransfer.codec;

import java.util.List;

/**
 * Why a request was refused or an exchange ended early. The numbers are on the wire and never change; a number that is
 * not known here (a newer peer) reads as {@link #UNKNOWN}.
 */
public enum ErrorCode {
    /** A code of a newer peer. Never sent. */
    UNKNOWN(0, false),
    /** The bytes are not a request of this protocol, or a request that makes no sense. */
    BAD_REQUEST(1, false),
    /** A choice, option or combination that this side does not offer. */
    UNSUPPORTED(2, false),
    /** The protocol version of the preface is not spoken; the range that is comes as an option. */
    UNSUPPORTED_VERSION(3, false),
    /** The name breaks a rule for names (dot-dot, lengths, depth), or something listed has no name to travel by. */
    BAD_NAME(4, false),
    /** Nothing with this name, or nothing that the asker may know of. */
    NOT_FOUND(5, false),
    /** The name exists and the asker may know it, but this choice is not allowed on it. */
    DENIED(6, false),
    /** Credentials are missing or wrong. */
    UNAUTHENTICATED(7, false),
    /** A regular file was needed; this is a directory, link or device. */
    NOT_A_FILE(8, false),
    /** A directory was needed, here or for a parent of the name. */
    NOT_A_DIRECTORY(9, false),
    /** The name is taken and the request said that it must not be. */
    EXISTS(10, false),
    /** The content is not the version that the request expected. */
    VERSION_MISMATCH(11, false),
    /** The directory still has entries. */
    NOT_EMPTY(12, false),
    /** The server takes no changes. */
    READ_ONLY(13, false),
    /** Larger than the server takes. */
    TOO_LARGE(14, false),
    /** More content than was declared. */
    LENGTH_EXCEEDED(15, false),
    /** Less content than was declared, or the body was cut. */
    TRUNCATED(16, true),
    /** Content and digest do not agree: damaged on the way. */
    CHECKSUM_MISMATCH(17, true),
    /** The range lies outside of the content. */
    RANGE_NOT_SATISFIABLE(18, false),
    /** A part does not fit the upload, or parts are missing. */
    OFFSET_MISMATCH(19, false),
    /** The file changed while it was sent. */
    CHANGED(20, true),
    /** No space or no inodes left, or no quota of the disk. */
    INSUFFICIENT_STORAGE(21, false),
    /** The disk failed to read, write or sync. */
    STORAGE_FAILED(22, false),
    /** A deadline passed. */
    TIMEOUT(23, true),
    /** The peer reads or writes below the minimum rate. */
    TOO_SLOW(24, true),
    /** A limit on connections, uploads or work is reached; try later. */
    BUSY(25, true),
    /** The server is going down; what was acknowledged is safe. */
    SHUTTING_DOWN(26, true),
    /** The peer cancelled the exchange. */
    CANCELLED(27, false),
    /** A fault of this side that none of the others names; the log has it. */
    INTERNAL(28, false),
    /** The stored content does not match its stored digest. */
    CORRUPT(29, false),
    /** No upload with this id is held. */
    UPLOAD_UNKNOWN(30, false),
    /** The peer cannot be reached, or the connection to it was lost. Found by this side, never sent. */
    CONNECTION(31, true),
    /** A file of this side cannot be read or written. Found by this side, never sent. */
    LOCAL_FILE(32, false),
    /** What the server serves is not in its place any more: nothing can be said about any name. */
    ROOT_GONE(33, false),
    /** The new name is on another file system than the old one, and nothing can be moved there. */
    OTHER_FILE_SYSTEM(34, false),
    /** The server takes encrypted connections only. */
    TLS_REQUIRED(35, false),
    /** Who the server is cannot be verified, or nothing could be encrypted. Found by this side, never sent. */
    UNTRUSTED(36, false),
    /** More than this user may store. */
    QUOTA_EXCEEDED(37, false),
    /** Who asks has the content already, by the conditions that the request came with. */
    NOT_MODIFIED(38, false),
    /** Another holds a lock on it, or on what it would be changed with. */
    LOCKED(39, false);

    private static final ByNumber<ErrorCode> BY_NUMBER = ByNumber.of(List.of(values()), ErrorCode::number);

    private final int number;
    private final boolean mayRetry;

    ErrorCode(int number, boolean mayRetry) {
        this.number = number;
        this.mayRetry = mayRetry;
    }

    /** The number on the wire (u16). */
    public int number() {
        return number;
    }

    /** Whether the same request may succeed when it is simply sent again. */
    public boolean mayRetry() {
        return mayRetry;
    }

    static ErrorCode of(int number) {
        return BY_NUMBER.find(number, UNKNOWN);
    }
}
