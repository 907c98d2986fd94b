package io.filetransfer.client;

import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Version;
import java.util.Objects;

/**
 * A file to get. Immutable: each method gives a changed copy.
 *
 * @param offset first byte, 0 or more
 * @param length bytes at most; {@link Long#MAX_VALUE} for all to the end
 * @param expectVersion the version that the file must have, or null for any
 * @param resume whether a get to a {@link java.nio.file.Path} that ends early leaves what it has, for the next get to go on
 *     from; see {@link FileTransferClient#get(GetRequest, java.nio.file.Path)}
 * @param streams connections that a large file travels on at once to a {@link java.nio.file.Path}, at most {@link
 *     ClientConfig#maxConnections}; 0 for as many as turn out to be of use
 * @param keepTimes whether a local file gets the remote one's time of modification
 * @param keepMode whether a local file gets the remote one's permission bits
 * @param expectedSize what the caller knows of the size, for example from a listing, or -1: a large file then gets a
 *     connection of its own from the first moment. It is no condition
 * @param listener hears of this transfer
 */
public record GetRequest(
        String name,
        long offset,
        long length,
        DigestAlgorithm digestAlgorithm,
        Version expectVersion,
        boolean resume,
        int streams,
        boolean keepTimes,
        boolean keepMode,
        long expectedSize,
        TransferListener listener) {
    public GetRequest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(digestAlgorithm, "digestAlgorithm");
        Objects.requireNonNull(listener, "listener");
        if (streams < 0) {
            throw new IllegalArgumentException("streams is never negative");
        }
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length are never negative");
        }
    }

    /** The whole file, checked by CRC-32C. */
    public static GetRequest of(String name) {
        return new GetRequest(
                name, 0, Long.MAX_VALUE, DigestAlgorithm.CRC32C, null, true, 0, true, true, -1, TransferListener.NONE);
    }

    public GetRequest range(long offset, long length) {
        return new GetRequest(
                name,
                offset,
                length,
                digestAlgorithm,
                expectVersion,
                resume,
                streams,
                keepTimes,
                keepMode,
                expectedSize,
                listener);
    }

    public GetRequest digestAlgorithm(DigestAlgorithm digestAlgorithm) {
        return new GetRequest(
                name,
                offset,
                length,
                digestAlgorithm,
                expectVersion,
                resume,
                streams,
                keepTimes,
                keepMode,
                expectedSize,
                listener);
    }

    public GetRequest expectVersion(Version expectVersion) {
        return new GetRequest(
                name,
                offset,
                length,
                digestAlgorithm,
                expectVersion,
                resume,
                streams,
                keepTimes,
                keepMode,
                expectedSize,
                listener);
    }

    public GetRequest listener(TransferListener listener) {
        return new GetRequest(
                name,
                offset,
                length,
                digestAlgorithm,
                expectVersion,
                resume,
                streams,
                keepTimes,
                keepMode,
                expectedSize,
                listener);
    }

    /** Default true. */
    public GetRequest resume(boolean resume) {
        return new GetRequest(
                name,
                offset,
                length,
                digestAlgorithm,
                expectVersion,
                resume,
                streams,
                keepTimes,
                keepMode,
                expectedSize,
                listener);
    }

    /** Default 0. */
    public GetRequest streams(int streams) {
        return new GetRequest(
                name,
                offset,
                length,
                digestAlgorithm,
                expectVersion,
                resume,
                streams,
                keepTimes,
                keepMode,
                expectedSize,
                listener);
    }

    /** Default true. */
    public GetRequest keepTimes(boolean keepTimes) {
        return new GetRequest(
                name,
                offset,
                length,
                digestAlgorithm,
                expectVersion,
                resume,
                streams,
                keepTimes,
                keepMode,
                expectedSize,
                listener);
    }

    /** Default true. */
    public GetRequest keepMode(boolean keepMode) {
        return new GetRequest(
                name,
                offset,
                length,
                digestAlgorithm,
                expectVersion,
                resume,
                streams,
                keepTimes,
                keepMode,
                expectedSize,
                listener);
    }

    /** Bytes; default -1, not known. */
    public GetRequest expectedSize(long expectedSize) {
        return new GetRequest(
                name,
                offset,
                length,
                digestAlgorithm,
                expectVersion,
                resume,
                streams,
                keepTimes,
                keepMode,
                expectedSize,
                listener);
    }

    /** Whether this is the whole file, not a range of it. */
    boolean whole() {
        return offset == 0 && length == Long.MAX_VALUE;
    }
}
