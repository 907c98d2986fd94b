package io.filetransfer.client;

import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Version;
import java.time.Instant;
import java.util.Objects;

/** A file to put. Immutable, and safe for use by many threads. */
public final class PutRequest {
    private final String name;
    private final Instant modified;
    private final Integer mode;
    private final boolean keepMode;
    private final boolean parents;
    private final boolean expectAbsent;
    private final Version expectVersion;
    private final DigestAlgorithm digestAlgorithm;
    private final boolean resume;
    private final int streams;
    private final TransferListener listener;

    private PutRequest(Builder builder) {
        name = Objects.requireNonNull(builder.name, "name");
        modified = builder.modified;
        mode = builder.mode;
        keepMode = builder.keepMode;
        parents = builder.parents;
        expectAbsent = builder.expectAbsent;
        expectVersion = builder.expectVersion;
        digestAlgorithm = Objects.requireNonNull(builder.digestAlgorithm, "digestAlgorithm");
        resume = builder.resume;
        streams = builder.streams;
        listener = Objects.requireNonNull(builder.listener, "listener");
        if (streams < 0) {
            throw new IllegalArgumentException("streams is never negative");
        }
        if (expectAbsent && expectVersion != null) {
            throw new IllegalArgumentException("A name cannot be expected to be absent and to have a version");
        }
    }

    /** Replaces what is there; checked by CRC-32C. */
    public static PutRequest of(String name) {
        return builder(name).build();
    }

    /** To set several things at once. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** To change several things at once. */
    public Builder toBuilder() {
        Builder builder = new Builder(name);
        builder.modified = modified;
        builder.mode = mode;
        builder.keepMode = keepMode;
        builder.parents = parents;
        builder.expectAbsent = expectAbsent;
        builder.expectVersion = expectVersion;
        builder.digestAlgorithm = digestAlgorithm;
        builder.resume = resume;
        builder.streams = streams;
        builder.listener = listener;
        return builder;
    }

    /** On the server. */
    public String name() {
        return name;
    }

    /** Time to give the file; null for that of the local file, or for now when there is none. */
    public Instant modified() {
        return modified;
    }

    /** Permission bits to give the file; null for those of the local file, or the server's default. */
    public Integer mode() {
        return mode;
    }

    /** Whether a local file's permission bits are taken when none are given; otherwise the server's default. */
    public boolean keepMode() {
        return keepMode;
    }

    /** Whether missing parent directories are made. */
    public boolean parents() {
        return parents;
    }

    /** Whether a name that is taken is refused. */
    public boolean expectAbsent() {
        return expectAbsent;
    }

    /** The version that the name must have, or null for any. */
    public Version expectVersion() {
        return expectVersion;
    }

    /** What the content is checked by. */
    public DigestAlgorithm digestAlgorithm() {
        return digestAlgorithm;
    }

    /** Whether a put of a {@link java.nio.file.Path} that ends early leaves what the server has, for the next put to go on from; see {@link FileTransferClient#put(PutRequest, java.nio.file.Path)}. */
    public boolean resume() {
        return resume;
    }

    /** Connections that a large file travels on at once, at most {@link ClientConfig#maxConnections}; 0 for as many as turn out to be useful. */
    public int streams() {
        return streams;
    }

    /** Hears of this transfer. */
    public TransferListener listener() {
        return listener;
    }

    /** A copy with another time. See {@link Builder#modified}. */
    public PutRequest modified(Instant modified) {
        return toBuilder().modified(modified).build();
    }

    /** A copy with another mode. See {@link Builder#mode}. */
    public PutRequest mode(Integer mode) {
        return toBuilder().mode(mode).build();
    }

    /** A copy with another choice. See {@link Builder#keepMode}. */
    public PutRequest keepMode(boolean keepMode) {
        return toBuilder().keepMode(keepMode).build();
    }

    /** A copy with another choice. See {@link Builder#parents}. */
    public PutRequest parents(boolean parents) {
        return toBuilder().parents(parents).build();
    }

    /** A copy with another condition. See {@link Builder#expectAbsent}. */
    public PutRequest expectAbsent(boolean expectAbsent) {
        return toBuilder().expectAbsent(expectAbsent).build();
    }

    /** A copy with another condition. See {@link Builder#expectVersion}. */
    public PutRequest expectVersion(Version expectVersion) {
        return toBuilder().expectVersion(expectVersion).build();
    }

    /** A copy with another algorithm. See {@link Builder#digestAlgorithm}. */
    public PutRequest digestAlgorithm(DigestAlgorithm digestAlgorithm) {
        return toBuilder().digestAlgorithm(digestAlgorithm).build();
    }

    /** A copy with another choice. See {@link Builder#resume}. */
    public PutRequest resume(boolean resume) {
        return toBuilder().resume(resume).build();
    }

    /** A copy with another number. See {@link Builder#streams}. */
    public PutRequest streams(int streams) {
        return toBuilder().streams(streams).build();
    }

    /** A copy with another listener. See {@link Builder#listener}. */
    public PutRequest listener(TransferListener listener) {
        return toBuilder().listener(listener).build();
    }

    /** Collects a request; what is not set has the default that its method tells. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private Instant modified;
        private Integer mode;
        private boolean keepMode = true;
        private boolean parents;
        private boolean expectAbsent;
        private Version expectVersion;
        private DigestAlgorithm digestAlgorithm = DigestAlgorithm.CRC32C;
        private boolean resume = true;
        private int streams;
        private TransferListener listener = TransferListener.NONE;

        private Builder(String name) {
            this.name = name;
        }

        /** Time to give the file; null for that of the local file, or for now when there is none. Default null. */
        public Builder modified(Instant modified) {
            this.modified = modified;
            return this;
        }

        /** Permission bits to give the file; null for those of the local file, or the server's default. Default null. */
        public Builder mode(Integer mode) {
            this.mode = mode;
            return this;
        }

        /** Whether a local file's permission bits are taken when none are given; otherwise the server's default. Default true. */
        public Builder keepMode(boolean keepMode) {
            this.keepMode = keepMode;
            return this;
        }

        /** Whether missing parent directories are made. Default false. */
        public Builder parents(boolean parents) {
            this.parents = parents;
            return this;
        }

        /** Whether a name that is taken is refused. Default false. */
        public Builder expectAbsent(boolean expectAbsent) {
            this.expectAbsent = expectAbsent;
            return this;
        }

        /** The version that the name must have, or null for any. Default null. */
        public Builder expectVersion(Version expectVersion) {
            this.expectVersion = expectVersion;
            return this;
        }

        /** What the content is checked by. Default CRC-32C. */
        public Builder digestAlgorithm(DigestAlgorithm digestAlgorithm) {
            this.digestAlgorithm = digestAlgorithm;
            return this;
        }

        /** Whether a put of a {@link java.nio.file.Path} that ends early leaves what the server has, for the next put to go on from; see {@link FileTransferClient#put(PutRequest, java.nio.file.Path)}. Default true. */
        public Builder resume(boolean resume) {
            this.resume = resume;
            return this;
        }

        /** Connections that a large file travels on at once, at most {@link ClientConfig#maxConnections}; 0 for as many as turn out to be useful. Default 0. */
        public Builder streams(int streams) {
            this.streams = streams;
            return this;
        }

        /** Hears of this transfer. Default none. */
        public Builder listener(TransferListener listener) {
            this.listener = listener;
            return this;
        }

        /** @throws IllegalArgumentException if what is set does not go together */
        public PutRequest build() {
            return new PutRequest(this);
        }
    }
}
