package io.filetransfer.client.transfer;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.ContentWriter;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.content.BytesSource;
import io.filetransfer.client.content.ChannelSource;
import io.filetransfer.client.content.FileSource;
import io.filetransfer.client.content.PublisherSource;
import io.filetransfer.client.content.UploadSource;
import io.filetransfer.client.content.UploadState;
import io.filetransfer.client.content.UploadStates;
import io.filetransfer.client.content.WrittenContent;
import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.NameText;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Flow;

/** The puts of a client, by where the content comes from. */
public final class Puts {
    private final TransferEngine engine;
    private final ClientConfig config;
    private final UploadStates states;

    public Puts(TransferEngine engine) {
        this.engine = engine;
        this.config = engine.config();
        this.states = new UploadStates(config.stateDirectory());
    }

    public Transfer<TransferResult> file(PutRequest request, Path source) {
        boolean inParts = (request.resume() || request.streams() > 1)
                && request.digestAlgorithm() == DigestAlgorithm.CRC32C
                && !config.legacyDialect();
        RunningTransfer<TransferResult> transfer = engine.transfer(request.listener());
        RetryBudget budget = engine.budget(request.name(), transfer);
        UploadJob job = new UploadJob(
                request,
                new FileSource(source, engine.serialDisk()),
                config.legacyDialect(),
                engine.atOnce(),
                budget,
                inParts ? owner -> parts(request, source, budget, owner) : null,
                transfer);
        return engine.submit(job, inLegacy(request));
    }

    private PartedUpload parts(PutRequest request, Path source, RetryBudget budget, PartedUpload.Owner owner) {
        return new PartedUpload(
                request,
                new FileSource(source, engine.serialDisk()),
                file -> state(request, file),
                new StreamCount(request.streams(), config.maxFarConnections()),
                budget,
                engine.disk(),
                owner);
    }

    private UploadState state(PutRequest request, FileSource file) {
        if (!request.resume()) {
            return states.fresh(file.size());
        }
        return states.open(new UploadState.Origin(
                engine.server(),
                request.name(),
                NameText.text(file.path().toAbsolutePath().normalize()),
                file.size(),
                file.identity()));
    }

    public Transfer<TransferResult> channel(PutRequest request, ReadableByteChannel source) {
        return submit(request, new ChannelSource(Objects.requireNonNull(source, "source"), engine.userCode()));
    }

    public Transfer<TransferResult> publisher(PutRequest request, Flow.Publisher<ByteBuffer> source) {
        Objects.requireNonNull(source, "source");
        return submit(request, new PublisherSource(source, "The source publisher", engine.userCode()));
    }

    public Transfer<TransferResult> stream(PutRequest request, InputStream source) {
        return channel(request, Channels.newChannel(source));
    }

    public Transfer<TransferResult> written(PutRequest request, ContentWriter writer) {
        WrittenContent content = new WrittenContent(Objects.requireNonNull(writer, "writer"), engine.waiting());
        return submit(request, new PublisherSource(content, "The content's writer", engine.userCode()));
    }

    public Transfer<TransferResult> bytes(PutRequest request, byte[] source) {
        Objects.requireNonNull(source, "source");
        return submit(request, new BytesSource(source, engine.serialDisk()));
    }

    private Transfer<TransferResult> submit(PutRequest request, UploadSource source) {
        RunningTransfer<TransferResult> transfer = engine.transfer(request.listener());
        RetryBudget budget = engine.budget(request.name(), transfer);
        UploadJob job = new UploadJob(request, source, config.legacyDialect(), engine.atOnce(), budget, null, transfer);
        return engine.submit(job, inLegacy(request));
    }

    /** Whether the legacy dialect can say it. */
    private static boolean inLegacy(PutRequest request) {
        return !request.parents() && !request.expectAbsent() && request.expectVersion() == null;
    }
}
