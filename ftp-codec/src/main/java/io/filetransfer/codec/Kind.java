package io.filetransfer.codec;

/** What a name stands for. The number is on the wire. */
public enum Kind {
    FILE(1),
    DIRECTORY(2),
    /** A symbolic link; never followed by the server. */
    LINK(3),
    /** A device, socket or named pipe, or a kind of a newer peer. */
    OTHER(4);

    private final int number;

    Kind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    static Kind of(int number) {
        return switch (number) {
            case 1 -> FILE;
            case 2 -> DIRECTORY;
            case 3 -> LINK;
            default -> OTHER;
        };
    }
}
