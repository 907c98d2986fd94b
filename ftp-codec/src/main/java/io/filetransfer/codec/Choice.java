package io.filetransfer.codec;

import java.util.List;

/** What a request asks for. The number is on the wire and never changes. */
public enum Choice {
    /** Read a file, or a range of it. The reply has a body. */
    GET(1),
    /** Write a file. The request has a body. */
    PUT(2),
    /** Entries of a directory. The reply has a body of {@link Entry}s. */
    LIST(3),
    /** Attributes of one file or directory. */
    STAT(4),
    /** The digest of a file's content. */
    DIGEST(5),
    /** Make a directory. */
    MKDIR(6),
    /** Give a file or directory another name. */
    MOVE(7),
    /** Remove a file or directory. */
    DELETE(8),
    /** Which ranges of an upload the server holds. */
    STATUS(9),
    /** Publish an upload that was sent in parts. */
    COMMIT(10),
    /** Forget an upload that was sent in parts. */
    ABORT(11),
    /** Store the content of a file, or a directory, under another name, too. */
    COPY(12),
    /** Make, list or revoke links, by which people without an account get or put files. */
    LINK(15),
    /** Keep others from changing a file or directory, for some time; or keep a lock for longer. */
    LOCK(16),
    /** Give a lock up. */
    UNLOCK(17),
    /** Change what clients keep with a file or directory, and its time. */
    ANNOTATE(18);

    private static final ByNumber<Choice> BY_NUMBER = ByNumber.of(List.of(values()), Choice::number);

    private final int number;

    Choice(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Whether content frames and an end frame follow the request. */
    public boolean requestHasBody() {
        return this == PUT;
    }

    static Choice of(int number) {
        Choice choice = BY_NUMBER.find(number);
        if (choice == null) {
            throw new ProtocolException(ErrorCode.UNSUPPORTED, "Unknown choice " + number + ".");
        }
        return choice;
    }
}
