package io.filetransfer.codec;

import java.time.Duration;

/** What both sides keep. Lengths are in bytes, and each is checked before anything is allocated or awaited. */
public final class Limits {
    /** A name: path of a file or directory, encoded in UTF-8. */
    public static final int NAME = 4096;
    /** One component of a name, between its slashes; the limit of all common file systems. */
    public static final int COMPONENT = 255;
    /** Components of a name; not bytes, but how many. Bounds the directories that a walk or a recursive listing holds open. */
    public static final int COMPONENTS = 255;
    /** A request frame's payload: name, choice and options together. */
    public static final int REQUEST = 16 * 1024;
    /** A reply's or error's payload. */
    public static final int REPLY = 64 * 1024;
    /** A content frame's payload; an error or a cancel waits for at most one such frame. */
    public static final int CONTENT = 4 * 1024 * 1024;
    /** A sentence of an error frame, encoded in UTF-8. */
    public static final int SENTENCE = 1024;
    /** What is kept of an upload for whoever sends it. */
    public static final int NOTE = 8 * 1024;
    /** How long an upload is held after its last write, and how long a commit is remembered at least. */
    public static final Duration UPLOAD_KEPT = Duration.ofHours(24);

    private Limits() {}
}
