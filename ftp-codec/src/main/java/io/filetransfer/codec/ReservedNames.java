package io.filetransfer.codec;

/** Names that a server keeps for itself, in any mix of cases: not every file system distinguishes cases. */
public final class ReservedNames {
    /** The server's own directory in its root, and the first component of what it serves of its own. */
    public static final String AT_THE_TOP = ".filetransfer";

    /** The server's own directory at the top of each file system that is mounted below the root; nowhere to be named. */
    public static final String ANYWHERE = ".filetransfer-staging";

    private ReservedNames() {}
}
