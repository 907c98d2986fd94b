package io.filetransfer.server;

import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Set;

/** Why nothing is read from a connection at the moment; it is read while there is no reason left. Event loop only. */
final class Pauses {
    enum Reason {
        /** Too much content waits for the disk. */
        DISK,
        /** As many pipes with content as may wait for the disk. */
        PIPES,
        /** Content came for a request whose turn has not come. */
        TURN,
        /** Too many requests wait. */
        QUEUE,
        /** The peer sends requests and does not take the answers. */
        WRITER
    }

    private final Channel channel;
    private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

    Pauses(Channel channel) {
        this.channel = channel;
    }

    void set(Reason reason, boolean pause) {
        if (pause) {
            reasons.add(reason);
        } else {
            reasons.remove(reason);
        }
        apply();
    }

    void clear() {
        reasons.clear();
        apply();
    }

    boolean any() {
        return !reasons.isEmpty();
    }

    private void apply() {
        boolean read = reasons.isEmpty();
        // Not once it is closed: its descriptor's number may be another connection's by now.
        if (channel.isOpen() && channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
    }
}
