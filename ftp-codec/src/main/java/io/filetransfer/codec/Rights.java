package io.filetransfer.codec;

import java.util.EnumSet;
import java.util.Set;

/** What who asks may do in a directory, in the words of the server's rules. */
public record Rights(Set<Right> held) {
    /** The bit of each is on the wire. */
    public enum Right {
        READ(1),
        LIST(2),
        WRITE(4),
        CREATE(8),
        DELETE(16);

        private final int bit;

        Right(int bit) {
            this.bit = bit;
        }
    }

    /** In a request: they are asked for. */
    public static final Rights NONE = new Rights(Set.of());

    public Rights {
        held = Set.copyOf(held);
    }

    int bits() {
        return held.stream().mapToInt(right -> right.bit).sum();
    }

    /** Bits of newer servers are not looked at. */
    static Rights of(int bits) {
        Set<Right> held = EnumSet.noneOf(Right.class);
        for (Right right : Right.values()) {
            if ((bits & right.bit) != 0) {
                held.add(right);
            }
        }
        return new Rights(held);
    }
}
