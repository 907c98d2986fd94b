package io.filetransfer.codec;

import java.util.List;

/** What a name stands for. The number is on the wire. */
public enum Kind {
    FILE(1),
    DIRECTORY(2),
    /** A symbolic link; never followed by the server. */
    LINK(3),
    /** A device, socket or named pipe, or a kind of a newer peer. */
    OTHER(4);

    private static final ByNumber<Kind> BY_NUMBER = ByNumber.of(List.of(values()), Kind::number);

    private final int number;

    Kind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    static Kind of(int number) {
        return BY_NUMBER.find(number, OTHER);
    }
}
