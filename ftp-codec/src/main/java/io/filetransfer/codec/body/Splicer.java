package io.filetransfer.codec.body;

import io.filetransfer.codec.FrameDecoder;
import io.netty.channel.Channel;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import java.util.concurrent.RejectedExecutionException;

/**
 * Lets the content of a body go from the socket to a file inside the kernel, past decoder and memory, while it comes in
 * faster than reads can take it. One for each connection; event loop only.
 *
 * <p>Netty still waits for the socket and reads a little at each wake-up: that brings the next frame's header. After each
 * such read this takes the rest of the content frame, as far as it is there, into pipes, and hands them to the {@link
 * BodySink} in their place between buffers. Where anything is missing for that (an older JVM, another transport, TLS, no
 * pipes left, a slow peer) nothing happens here, and content comes through reads as before.
 */
public final class Splicer {
    /** A read of at least this size tells that the socket holds more than reads take; bytes. */
    private static final int EAGER_READ = 256 << 10;

    /** Less than this for each wake-up, several times, and reads do as well; bytes. */
    private static final int WORTHWHILE = 128 << 10;

    private static final int PATIENCE = 8;

    /** Pipes of one connection that wait for the disk. */
    private static final int MAX_WAITING = 3;

    private final SplicePipes pipes;
    private final ReadSizer reads;
    private final FrameDecoder decoder;
    private final AbstractEpollStreamChannel channel;
    private Owner owner;

    private boolean active;
    private int meagre;
    private int waiting;
    /** Whose content waits for a pipe of this connection to become empty; reading is paused while there is one. */
    private BodySink stopped;

    /** The connection that content is taken from. */
    public interface Owner {
        /** {@code length} bytes of content were taken past the pipeline. */
        void taken(long length);

        /** Whether bytes were received that the decoder has not seen: they come before what is in the socket. */
        boolean holdsBytes();

        /** Stop (true) and resume (false) reading from the connection. */
        void pauseForPipes(boolean pause);
    }

    /**
     * @param reads the channel's allocator
     * @param decoder the channel's decoder
     */
    public Splicer(Channel channel, SplicePipes pipes, ReadSizer reads, FrameDecoder decoder) {
        this.channel = channel instanceof AbstractEpollStreamChannel epoll ? epoll : null;
        this.pipes = pipes;
        this.reads = reads;
        this.decoder = decoder;
    }

    /** Before the first content. */
    public void owner(Owner owner) {
        this.owner = owner;
    }

    /**
     * Content came by way of a read and was handed to {@code sink}: takes what follows it. While
     * as much waits for the disk as may, reading is paused.
     */
    public void contentRead(BodySink sink) {
        if (channel == null || sink.roomForPipes() == 0 || owner.holdsBytes()) {
            return;
        }
        if (!active && reads.lastRead() >= EAGER_READ && decoder.contentRemaining() >= EAGER_READ) {
            setActive(KernelPath.isOpen(channel) && pipes.available());
        }
        if (active) {
            take(sink);
        }
    }

    /** The body is over; the next one begins with reads. */
    public void bodyEnded() {
        setActive(false);
        stop(null);
    }

    /** @param sink whose content is to wait, or null to resume */
    private void stop(BodySink sink) {
        boolean changes = stopped == null != (sink == null);
        stopped = sink; // first: resuming may bring content at once
        if (changes) {
            owner.pauseForPipes(sink != null);
        }
    }

    private void take(BodySink sink) {
        long before = decoder.contentRemaining();
        long room = Math.min(Math.min(before, reads.room()), sink.roomForPipes());
        while (room > 0 && channel.isOpen()) {
            if (waiting == MAX_WAITING) {
                stop(sink);
                break;
            }
            SplicePipe pipe = pipes.take();
            if (pipe == null) {
                setActive(false);
                return;
            }
            int count = pipe.fill(channel.fd().intValue(), room);
            if (count <= 0) {
                pipes.give(pipe);
                break;
            }
            waiting++;
            room -= count;
            decoder.contentTaken(count);
            sink.add(pipe, count, pipes, this::emptied);
        }
        judge(before - decoder.contentRemaining());
    }

    /** A pipe's content, of this body or one before it, is on the disk or was dropped; from any thread. */
    private void emptied() {
        Runnable onLoop = () -> {
            waiting--;
            BodySink sink = stopped;
            if (sink == null) {
                return;
            }
            if (active && sink.roomForPipes() > 0 && !owner.holdsBytes()) {
                take(sink);
            }
            if (waiting < MAX_WAITING) {
                stop(null);
            }
        };
        try {
            channel.eventLoop().execute(onLoop);
        } catch (RejectedExecutionException e) {
            // the loop has ended, and the connection with it: nothing is left to resume
        }
    }

    private void judge(long moved) {
        owner.taken(moved);
        meagre = moved >= WORTHWHILE || decoder.contentRemaining() == 0 ? 0 : meagre + 1;
        if (meagre > PATIENCE) {
            setActive(false);
        }
    }

    private void setActive(boolean active) {
        if (active && !this.active) {
            pipes.enter();
        } else if (!active && this.active) {
            pipes.leave();
        }
        this.active = active;
        meagre = 0;
        reads.small(active);
    }
}
