package io.filetransfer.server.exchange;

import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Set;

/** Why nothing is read from a connection at the moment; it is read while there is no reason left. Event loop only. */
public final class PauseReasons {
    public enum Reason {
        /** It is being found out who the peer is. */
        LOGIN,
        /** Too much content waits for the disk. */
        DISK,
        /** As many pipes with content as may wait for the disk. */
        PIPES,
        /** Content came in faster than it may. */
        PACE,
        /** Content came for a request whose turn has not come. */
        TURN,
        /** Too many requests wait. */
        QUEUE,
        /** The peer sends requests and does not take the answers. */
        WRITER
    }

    private final Channel channel;
    private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

    public PauseReasons(Channel channel) {
        this.channel = channel;
    }

    public void set(Reason reason, boolean pause) {
        if (pause) {
            reasons.add(reason);
        } else {
            reasons.remove(reason);
        }
        apply();
    }

    public void clear() {
        reasons.clear();
        apply();
    }

    public boolean any() {
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
