package io.filetransfer.client.net;

import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.codec.body.Pace;
import io.filetransfer.codec.body.RateLimit;
import io.filetransfer.codec.body.Splicer;
import io.netty.channel.Channel;
import java.util.concurrent.RejectedExecutionException;

/**
 * Whether a connection is read: not while an exchange cannot take content, nor while content comes faster than its pace, nor
 * while pipes with content wait for the disk. Of the event loop, but for {@link #pause}.
 */
final class ReadPauses implements Splicer.Owner {
    private final Channel channel;
    private final Pace pace;
    private final Runnable whenNotPaused;
    private final Runnable whenTaken;
    private int pauses;
    private boolean pipesFull;

    /**
     * @param limit of what comes in
     * @param whenNotPaused called when the last reason for a pause has gone, but for full pipes
     * @param whenTaken called when content was taken past the pipeline
     */
    ReadPauses(Channel channel, RateLimit limit, Runnable whenNotPaused, Runnable whenTaken) {
        this.channel = channel;
        this.pace = new Pace(limit, () -> RateLimits.PARTY, channel.eventLoop(), this::count);
        this.whenNotPaused = whenNotPaused;
        this.whenTaken = whenTaken;
    }

    /** At what pace content comes in. */
    Pace pace() {
        return pace;
    }

    /** Whether an exchange cannot take content, or its pace holds it. */
    boolean isPaused() {
        return pauses > 0;
    }

    /** Whether nothing is read, for whatever reason. */
    boolean isStopped() {
        return pauses > 0 || pipesFull;
    }

    /** There is one reason for a pause more (true) or less (false). Any thread. */
    void pause(boolean stop) {
        if (channel.eventLoop().inEventLoop()) {
            count(stop);
            return;
        }
        try {
            channel.eventLoop().execute(() -> count(stop));
        } catch (RejectedExecutionException e) {
            ClientLog.debug("Content was taken after the client was closed", e);
        }
    }

    private void count(boolean stop) {
        pauses += stop ? 1 : -1;
        readUnlessStopped();
        if (pauses == 0) {
            whenNotPaused.run();
        }
    }

    private void readUnlessStopped() {
        // Not once it is closed: its descriptor's number may be another connection's by now.
        if (channel.isOpen()) {
            channel.config().setAutoRead(!isStopped());
        }
    }

    @Override
    public void taken(long length) {
        pace.moved(length);
        whenTaken.run();
    }

    /** The decoder is the first to get what is read. */
    @Override
    public boolean holdsBytes() {
        return false;
    }

    /** May be told the same twice, unlike {@link #pause}. */
    @Override
    public void pauseForPipes(boolean pause) {
        pipesFull = pause;
        readUnlessStopped();
    }
}
