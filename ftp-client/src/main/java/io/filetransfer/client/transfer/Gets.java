package io.filetransfer.client.transfer;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.content.BytesTarget;
import io.filetransfer.client.content.ChannelTarget;
import io.filetransfer.client.content.ContentStream;
import io.filetransfer.client.content.ContentTarget;
import io.filetransfer.client.content.FileTarget;
import io.filetransfer.client.content.KeptContent;
import io.filetransfer.client.content.SubscriberTarget;
import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.client.net.Exchange;
import io.filetransfer.codec.DigestAlgorithm;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Flow;

/** The gets of a client, by what takes the content. */
public final class Gets {
    /** Up to here a file's disk work takes no longer than it takes to wake a thread, or not much, in bytes. */
    private static final long SMALL = 64 << 10;

    private final TransferEngine engine;
    private final ClientConfig config;

    public Gets(TransferEngine engine) {
        this.engine = engine;
        this.config = engine.config();
    }

    public Transfer<TransferResult> toFile(GetRequest request, Path target) {
        boolean keeps = request.resume()
                && request.keepMode() // a part is its owner's alone until it gets its mode
                && request.whole()
                && request.digestAlgorithm() == DigestAlgorithm.CRC32C
                && !config.legacyDialect();
        KeptContent kept = keeps
                ? new KeptContent(target, engine.server(), request.name(), request.expectVersion(), engine.serialDisk())
                : null;
        FileTarget.Copied copied = new FileTarget.Copied(request.keepTimes(), request.keepMode());
        boolean small = request.expectedSize() >= 0 && request.expectedSize() <= SMALL;
        FileTarget file = new FileTarget(
                target, kept, copied, !request.newTarget(), small ? engine.smallDisk() : engine.serialDisk());
        return submit(request, file, config.legacyDialect() ? null : new InParallel(request, file));
    }

    private final class InParallel implements DownloadJob.Parallel {
        private final GetRequest request;
        private final FileTarget target;

        private InParallel(GetRequest request, FileTarget target) {
            this.request = request;
            this.target = target;
        }

        @Override
        public long from(long roundTripNanos) {
            return StreamCount.worthSplitting(request.streams(), config.maxFarConnections(), roundTripNanos);
        }

        @Override
        public ParallelDownload make(Exchange<?> before, RetryBudget budget, ParallelDownload.Owner owner) {
            StreamCount count = new StreamCount(request.streams(), config.maxFarConnections());
            return new ParallelDownload(request.name(), target, before, count, budget, engine.disk(), owner);
        }
    }

    public Transfer<TransferResult> toChannel(GetRequest request, WritableByteChannel target) {
        Objects.requireNonNull(target, "target");
        return submit(request, new ChannelTarget(target, () -> {}, engine.userCode()), null);
    }

    public Transfer<TransferResult> toStream(GetRequest request, OutputStream target) {
        return submit(request, new ChannelTarget(Channels.newChannel(target), target, engine.userCode()), null);
    }

    public Transfer<TransferResult> toSubscriber(GetRequest request, Flow.Subscriber<? super ByteBuffer> target) {
        SubscriberTarget content = new SubscriberTarget(Objects.requireNonNull(target, "target"), engine.userCode());
        DownloadJob job = job(request, content, null);
        DownloadExchange first = engine.bind(job.attempt());
        content.subscribe(job.transfer()::abandon); // its present call: after a retry that is not the first
        return engine.submit(first, job, inLegacy(request));
    }

    public Transfer<byte[]> toBytes(GetRequest request, int limit) {
        BytesTarget target = new BytesTarget(request.name(), limit, engine.serialDisk());
        return new MappedTransfer<>(submit(request, target, null), result -> target.content());
    }

    public InputStream asStream(GetRequest request) {
        ContentStream stream = new ContentStream();
        toSubscriber(request, stream);
        return stream;
    }

    private Transfer<TransferResult> submit(GetRequest request, ContentTarget target, DownloadJob.Parallel parallel) {
        return engine.submit(job(request, target, parallel), inLegacy(request));
    }

    private DownloadJob job(GetRequest request, ContentTarget target, DownloadJob.Parallel parallel) {
        RunningTransfer<TransferResult> transfer = engine.transfer(request.listener());
        RetryBudget budget = engine.budget(request.name(), transfer);
        return new DownloadJob(request, target, config.legacyDialect(), budget, parallel, transfer);
    }

    private static boolean inLegacy(GetRequest request) {
        return request.whole() && request.expectVersion() == null;
    }
}
