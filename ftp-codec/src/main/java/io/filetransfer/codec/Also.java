package io.filetransfer.codec;

/**
 * What is to be told of files and directories beside their attributes; each costs the server a look more.
 *
 * @param properties that clients keep with them
 * @param locks that are held on them
 */
public record Also(boolean properties, boolean locks) {
    public static final Also NOTHING = new Also(false, false);

    int bits() {
        return (properties ? 1 : 0) | (locks ? 2 : 0);
    }

    /** Bits that are not known are nothing that could be told. */
    static Also of(int bits) {
        return new Also((bits & 1) != 0, (bits & 2) != 0);
    }
}
