package io.filetransfer.client;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Version;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** Signatures; the bodies come with the library. */
public final class FileTransferClient implements AutoCloseable {
    public static FileTransferClient open(ClientConfig config) {
        throw new UnsupportedOperationException();
    }

    /** To a temporary file beside the target, checked, then renamed. Time and mode are those of the remote file. */
    public Transfer<TransferResult> get(GetRequest request, Path target) {
        throw new UnsupportedOperationException();
    }

    /** The channel is written by one thread at a time, off the event loops, and not closed. */
    public Transfer<TransferResult> get(GetRequest request, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    public Transfer<TransferResult> get(GetRequest request, Flow.Subscriber<? super ByteBuffer> target) {
        throw new UnsupportedOperationException();
    }

    public Transfer<TransferResult> put(PutRequest request, Path source) {
        throw new UnsupportedOperationException();
    }

    /** Until the channel's end; the channel is not closed. */
    public Transfer<TransferResult> put(PutRequest request, ReadableByteChannel source) {
        throw new UnsupportedOperationException();
    }

    public Transfer<TransferResult> put(PutRequest request, Flow.Publisher<ByteBuffer> source) {
        throw new UnsupportedOperationException();
    }

    /** Entries as they come, in no particular order; the future has their number. */
    public Transfer<Long> list(String directory, boolean recursive, Consumer<? super RemoteFile> entries) {
        throw new UnsupportedOperationException();
    }

    /** The whole directory at once; for one that fits memory. */
    public CompletableFuture<List<RemoteFile>> list(String directory) {
        throw new UnsupportedOperationException();
    }

    public CompletableFuture<RemoteFile> stat(String name) {
        throw new UnsupportedOperationException();
    }

    public CompletableFuture<Digest> digest(String name, DigestAlgorithm algorithm) {
        throw new UnsupportedOperationException();
    }

    public CompletableFuture<Durability> makeDirectory(String name, boolean parents) {
        throw new UnsupportedOperationException();
    }

    public CompletableFuture<Durability> move(String from, String to, boolean replace) {
        throw new UnsupportedOperationException();
    }

    /** @param expectVersion refuse unless the file has this version; null for any */
    public CompletableFuture<Durability> delete(String name, boolean recursive, Version expectVersion) {
        throw new UnsupportedOperationException();
    }

    /** Cancels what is under way, closes the connections, and returns when the threads have ended. */
    @Override
    public void close() {}
}
