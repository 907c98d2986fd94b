package io.filetransfer.client;

import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Version;
import java.util.Objects;

/** A file to get, or a range of one. Immutable, and safe for use by many threads. */
public final class GetRequest {
    private final String name;
    private final long offset;
    private final long length;
    private final DigestAlgorithm digestAlgorithm;
    private final Version expectVersion;
    private final boolean resume;
    private final int streams;
    private final boolean keepTimes;
    private final boolean keepMode;
    private final long expectedSize;
    private final boolean newTarget;
    private final TransferListener listener;

    private GetRequest(Builder builder) {
        name = Objects.requireNonNull(builder.name, "name");
        offset = builder.offset;
        length = builder.length;
        digestAlgorithm = Objects.requireNonNull(builder.digestAlgorithm, "digestAlgorithm");
        expectVersion = builder.expectVersion;
        resume = builder.resume;
        streams = builder.streams;
        keepTimes = builder.keepTimes;
        keepMode = builder.keepMode;
        expectedSize = builder.expectedSize;
        newTarget = builder.newTarget;
        listener = Objects.requireNonNull(builder.listener, "listener");
        if (streams < 0) {
            throw new IllegalArgumentException("streams is never negative");
        }
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length are never negative");
        }
    }

    /** The whole file, checked by CRC-32C. */
    public static GetRequest of(String name) {
        return builder(name).build();
    }

    /** To set several things at once. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** To change several things at once. */
    public Builder toBuilder() {
        Builder builder = new Builder(name);
        builder.offset = offset;
        builder.length = length;
        builder.digestAlgorithm = digestAlgorithm;
        builder.expectVersion = expectVersion;
        builder.resume = resume;
        builder.streams = streams;
        builder.keepTimes = keepTimes;
        builder.keepMode = keepMode;
        builder.expectedSize = expectedSize;
        builder.newTarget = newTarget;
        builder.listener = listener;
        return builder;
    }

    /** On the server. */
    public String name() {
        return name;
    }

    /** First byte, 0 or more. */
    public long offset() {
        return offset;
    }

    /** Bytes at most; {@link Long#MAX_VALUE} for all to the end. */
    public long length() {
        return length;
    }

    /** What the content is checked by. */
    public DigestAlgorithm digestAlgorithm() {
        return digestAlgorithm;
    }

    /** The version that the file must have, or null for any. */
    public Version expectVersion() {
        return expectVersion;
    }

    /** Whether a get to a {@link java.nio.file.Path} that ends early leaves what it has, for the next get to go on from; see {@link FileTransferClient#get(GetRequest, java.nio.file.Path)}. */
    public boolean resume() {
        return resume;
    }

    /** Connections that a large file travels on at once to a {@link java.nio.file.Path}, at most {@link ClientConfig#maxConnections}; 0 for as many as turn out to be useful. */
    public int streams() {
        return streams;
    }

    /** Whether a local file gets the remote one's time of modification. */
    public boolean keepTimes() {
        return keepTimes;
    }

    /** Whether a local file gets the remote one's permission bits. */
    public boolean keepMode() {
        return keepMode;
    }

    /** What is known of the size in bytes, for example from a listing, or -1: a large file then gets a connection of its own from the first moment. It is no condition. */
    public long expectedSize() {
        return expectedSize;
    }

    /** Whether nothing is at the local target, as its directory was just made. */
    public boolean newTarget() {
        return newTarget;
    }

    /** Hears of this transfer. */
    public TransferListener listener() {
        return listener;
    }

    /** A copy with another algorithm. See {@link Builder#digestAlgorithm}. */
    public GetRequest digestAlgorithm(DigestAlgorithm digestAlgorithm) {
        return toBuilder().digestAlgorithm(digestAlgorithm).build();
    }

    /** A copy with another condition. See {@link Builder#expectVersion}. */
    public GetRequest expectVersion(Version expectVersion) {
        return toBuilder().expectVersion(expectVersion).build();
    }

    /** A copy with another choice. See {@link Builder#resume}. */
    public GetRequest resume(boolean resume) {
        return toBuilder().resume(resume).build();
    }

    /** A copy with another number. See {@link Builder#streams}. */
    public GetRequest streams(int streams) {
        return toBuilder().streams(streams).build();
    }

    /** A copy with another choice. See {@link Builder#keepTimes}. */
    public GetRequest keepTimes(boolean keepTimes) {
        return toBuilder().keepTimes(keepTimes).build();
    }

    /** A copy with another choice. See {@link Builder#keepMode}. */
    public GetRequest keepMode(boolean keepMode) {
        return toBuilder().keepMode(keepMode).build();
    }

    /** A copy with another size. See {@link Builder#expectedSize}. */
    public GetRequest expectedSize(long expectedSize) {
        return toBuilder().expectedSize(expectedSize).build();
    }

    /** A copy with another choice. See {@link Builder#newTarget}. */
    public GetRequest newTarget(boolean newTarget) {
        return toBuilder().newTarget(newTarget).build();
    }

    /** A copy with another listener. See {@link Builder#listener}. */
    public GetRequest listener(TransferListener listener) {
        return toBuilder().listener(listener).build();
    }

    /** A copy for another range. See {@link Builder#range}. */
    public GetRequest range(long offset, long length) {
        return toBuilder().range(offset, length).build();
    }

    /** Whether this is the whole file, not a range of it. */
    public boolean whole() {
        return offset == 0 && length == Long.MAX_VALUE;
    }

    /** Collects a request; what is not set has the default that its method tells. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private long offset;
        private long length = Long.MAX_VALUE;
        private DigestAlgorithm digestAlgorithm = DigestAlgorithm.CRC32C;
        private Version expectVersion;
        private boolean resume = true;
        private int streams;
        private boolean keepTimes = true;
        private boolean keepMode = true;
        private long expectedSize = -1;
        private boolean newTarget;
        private TransferListener listener = TransferListener.NONE;

        private Builder(String name) {
            this.name = name;
        }

        /**
         * Default all of the file.
         *
         * @param offset first byte, 0 or more
         * @param length bytes at most; {@link Long#MAX_VALUE} for all to the end
         */
        public Builder range(long offset, long length) {
            this.offset = offset;
            this.length = length;
            return this;
        }

        /** What the content is checked by. Default CRC-32C. */
        public Builder digestAlgorithm(DigestAlgorithm digestAlgorithm) {
            this.digestAlgorithm = digestAlgorithm;
            return this;
        }

        /** The version that the file must have, or null for any. Default null. */
        public Builder expectVersion(Version expectVersion) {
            this.expectVersion = expectVersion;
            return this;
        }

        /** Whether a get to a {@link java.nio.file.Path} that ends early leaves what it has, for the next get to go on from; see {@link FileTransferClient#get(GetRequest, java.nio.file.Path)}. Default true. */
        public Builder resume(boolean resume) {
            this.resume = resume;
            return this;
        }

        /** Connections that a large file travels on at once to a {@link java.nio.file.Path}, at most {@link ClientConfig#maxConnections}; 0 for as many as turn out to be useful. Default 0. */
        public Builder streams(int streams) {
            this.streams = streams;
            return this;
        }

        /** Whether a local file gets the remote one's time of modification. Default true. */
        public Builder keepTimes(boolean keepTimes) {
            this.keepTimes = keepTimes;
            return this;
        }

        /** Whether a local file gets the remote one's permission bits. Default true. */
        public Builder keepMode(boolean keepMode) {
            this.keepMode = keepMode;
            return this;
        }

        /** What is known of the size in bytes, for example from a listing, or -1: a large file then gets a connection of its own from the first moment. It is no condition. Default -1. */
        public Builder expectedSize(long expectedSize) {
            this.expectedSize = expectedSize;
            return this;
        }

        /**
         * Whether nothing is at the local target, as its directory was just made: then nobody looks for it before the request is
         * sent, nor for what an earlier transfer has left. A directory that is there all the same fails the transfer when its content
         * has come, and any other thing is replaced. Of a local file only. Default false.
         */
        public Builder newTarget(boolean newTarget) {
            this.newTarget = newTarget;
            return this;
        }

        /** Hears of this transfer. Default none. */
        public Builder listener(TransferListener listener) {
            this.listener = listener;
            return this;
        }

        /** @throws IllegalArgumentException if what is set does not go together */
        public GetRequest build() {
            return new GetRequest(this);
        }
    }
}
