package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What must be true of files and of the locks on them for a request to be carried out, as the field {@code If} of WebDAV has
 * it (RFC 4918, 10.4): one of the lists, in which all has to be true. Whoever names a token in it shows that it knows the
 * lock, wherever it stands.
 *
 * <pre>
 * +-------+---------------------------------------------------------------------------------------+
 * | lists | for each: u16 length of a name, name; u8 states, for each:                            |
 * | u8    |   u8 bits (1: is not so, 2: a version and no token); u8 length; token or version      |
 * +-------+---------------------------------------------------------------------------------------+
 *   the name is empty for that of the request
 * </pre>
 */
public record StateConditions(List<StateList> lists) {
    public static final int MAX_LISTS = 32;

    /** Of all lists together. */
    public static final int MAX_STATES = 64;

    /** Of a token, in bytes of UTF-8. */
    public static final int MAX_TOKEN = 255;

    /** The most bytes on the wire: as many as a request has room for. */
    static final int MAX_LENGTH = Limits.REQUEST;

    private static final int NOT = 1;
    private static final int VERSION = 2;

    /**
     * All of this has to be true of one file or directory.
     *
     * @param name from the root of what the user sees; null for that of the request
     */
    public record StateList(String name, List<State> states) {
        public StateList {
            states = List.copyOf(states);
        }
    }

    /**
     * One thing that has to be true.
     *
     * @param not whether it must not be
     * @param token of a lock that is on it; null where a version is meant
     * @param version that it has; null where a token is meant, and for one that nothing has
     */
    public record State(boolean not, String token, Version version) {}

    public StateConditions {
        lists = List.copyOf(lists);
        int states = lists.stream().mapToInt(list -> list.states().size()).sum();
        if (lists.isEmpty() || lists.size() > MAX_LISTS || states > MAX_STATES) {
            throw new IllegalArgumentException("Lists of states: " + lists.size() + ", states: " + states);
        }
    }

    /** All tokens that are named. */
    public Set<String> tokens() {
        Set<String> tokens = new HashSet<>();
        for (StateList list : lists) {
            for (State state : list.states) {
                if (state.token != null) {
                    tokens.add(state.token);
                }
            }
        }
        return tokens;
    }

    void write(ByteBuf out) {
        out.writeByte(lists.size());
        for (StateList list : lists) {
            int nameAt = out.writerIndex();
            out.writeShort(0);
            if (list.name != null) {
                // The root has no name of its own, and an empty one stands for the request's.
                Text.writeName(out, list.name.isEmpty() ? "/" : list.name, "name of a state");
            }
            out.setShort(nameAt, out.writerIndex() - nameAt - Short.BYTES);
            out.writeByte(list.states.size());
            list.states.forEach(state -> write(out, state));
        }
    }

    private static void write(ByteBuf out, State state) {
        out.writeByte((state.not ? NOT : 0) | (state.token == null ? VERSION : 0));
        int lengthAt = out.writerIndex();
        out.writeByte(0);
        if (state.token != null) {
            Text.write(out, state.token, "token");
        } else if (state.version != null) {
            out.writeBytes(state.version.bytes());
        }
        int length = out.writerIndex() - lengthAt - 1;
        if (length > MAX_TOKEN) {
            throw new IllegalArgumentException("A token has at most " + MAX_TOKEN + " bytes, not " + length);
        }
        out.setByte(lengthAt, length);
    }

    /** Reads the whole of {@code in}. */
    static StateConditions read(ByteBuf in) {
        int count = in.readUnsignedByte();
        List<StateList> lists = new ArrayList<>();
        int states = 0;
        for (int i = 0; i < count; i++) {
            String name = Text.readName(in, OptionValues.length(in, Short.BYTES), "name of a state");
            int of = OptionValues.number(in, 1);
            states += of;
            if (i == MAX_LISTS || states > MAX_STATES) {
                throw ProtocolException.badRequest("More states than are compared.");
            }
            List<State> list = new ArrayList<>(of);
            for (int s = 0; s < of; s++) {
                list.add(state(in));
            }
            lists.add(new StateList(name.isEmpty() ? null : name, list));
        }
        if (count == 0 || in.isReadable()) {
            throw ProtocolException.badRequest("States that are none, or bytes behind them.");
        }
        return new StateConditions(lists);
    }

    private static State state(ByteBuf in) {
        int bits = OptionValues.number(in, 1);
        int length = OptionValues.length(in, 1);
        boolean not = (bits & NOT) != 0;
        if (bits > (NOT | VERSION) || (bits & VERSION) != 0 && length > Version.MAX_LENGTH) {
            throw ProtocolException.badRequest("A state that is not known.");
        }
        if ((bits & VERSION) == 0) {
            return new State(not, Text.read(in, length, "token"), null);
        }
        byte[] version = new byte[length];
        in.readBytes(version);
        return new State(not, null, length == 0 ? null : Version.of(version));
    }
}
