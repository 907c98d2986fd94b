package io.filetransfer.codec;

import java.util.List;

/** What an acknowledged change survives. The number is on the wire. */
public enum Durability {
    /** File and directory are synced before the answer: it survives power loss. */
    SYNCED(1),
    /** Not synced: it survives the end of the server process, but perhaps not power loss. */
    RELAXED(2);

    private static final ByNumber<Durability> BY_NUMBER = ByNumber.of(List.of(values()), Durability::number);

    private final int number;

    Durability(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** A number of a newer peer promises nothing that is known here. */
    static Durability of(int number) {
        return BY_NUMBER.find(number, RELAXED);
    }
}
