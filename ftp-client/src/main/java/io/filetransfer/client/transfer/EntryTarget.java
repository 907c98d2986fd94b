package io.filetransfer.client.transfer;

import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.content.ContentTarget;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.client.net.AnswerCheck;
import io.filetransfer.codec.Entry;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.ModeRule;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** A listing, read entry by entry for the caller's consumer. What is held back is less than one entry. */
final class EntryTarget extends ContentTarget {
    private final String directory;
    private final AnswerCheck check;
    private final Consumer<? super ModeRule> modes;
    private final Consumer<? super RemoteFile> consumer;
    private final boolean paced;
    private ByteBuf rest = Unpooled.EMPTY_BUFFER;
    private long count;
    /** Null when the server has not said any; set before content comes. */
    private volatile ModeRule rule;

    private volatile boolean stopped;

    /**
     * @param asked what the listing answers
     * @param modes told of the server's rule before the first entry, if there is one
     * @param paced whether the consumer is the caller's code, which may wait
     */
    EntryTarget(
            Request asked,
            Consumer<? super ModeRule> modes,
            Consumer<? super RemoteFile> consumer,
            boolean paced,
            Executor executor) {
        super(executor);
        this.directory = asked.name();
        this.check = new AnswerCheck(asked);
        this.modes = modes;
        this.consumer = consumer;
        this.paced = paced;
    }

    @Override
    public boolean paced() {
        return paced;
    }

    /** Entries read so far; complete when the listing is. */
    long count() {
        return count;
    }

    @Override
    public void begin(Options head) {
        rule = head.get(Option.MODE_RULE, null);
    }

    @Override
    public void write(ByteBuffer content, long position) {
        ByteBuf joined =
                rest.isReadable() ? Unpooled.copiedBuffer(rest.nioBuffer(), content) : Unpooled.wrappedBuffer(content);
        Entry entry = Entry.read(joined);
        while (entry != null && !stopped) {
            check.entry(entry);
            if (count++ == 0 && rule != null) {
                modes.accept(rule);
            }
            consumer.accept(AnswerValues.remoteFile(entry.name(), entry.options()));
            entry = Entry.read(joined);
        }
        rest = Unpooled.copiedBuffer(joined);
    }

    @Override
    public void finish() throws IOException {
        if (rest.isReadable()) {
            throw new ProtocolException(ErrorCode.BAD_REQUEST, "The listing ends within an entry.");
        }
    }

    @Override
    public void abandon(Throwable cause, Runnable then) {
        stopped = true;
        if (cause instanceof CancellationException) {
            then.run(); // the consumer may stay for as long as it likes, who gave up does not wait for it
            return;
        }
        try {
            executor().execute(then); // after the consumer has returned
        } catch (RejectedExecutionException e) {
            then.run();
        }
    }

    /** What the consumer threw, or what is wrong with the listing. */
    @Override
    public RuntimeException failure(Throwable cause) {
        if (cause instanceof ProtocolException wrong) {
            return Failures.badAnswer(wrong.code(), directory, "The listing is damaged: " + wrong.getMessage());
        }
        return cause instanceof RuntimeException thrown ? thrown : new IllegalStateException(cause);
    }
}
