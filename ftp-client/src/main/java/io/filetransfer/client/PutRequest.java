package io.filetransfer.client;

import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Version;
import java.time.Instant;
import java.util.Objects;

/**
 * A file to put. Immutable: each method gives a changed copy.
 *
 * @param modified time to give the file; null for that of the local file, or for now when there is none
 * @param mode permission bits to give the file; null for those of the local file, or the server's default
 * @param keepMode whether a local file's permission bits are taken when none are given; otherwise the server's default
 * @param parents make missing parent directories
 * @param expectAbsent refuse when the name is taken
 * @param expectVersion refuse unless the name has this version; null for any
 * @param resume whether a put of a {@link java.nio.file.Path} that ends early leaves what the server has, for the next put
 *     to go on from; see {@link FileTransferClient#put(PutRequest, java.nio.file.Path)}
 * @param streams connections that a large file travels on at once, at most {@link ClientConfig#maxConnections}; 0 for as
 *     many as turn out to be of use
 * @param listener hears of this transfer
 */
public record PutRequest(
        String name,
        Instant modified,
        Integer mode,
        boolean keepMode,
        boolean parents,
        boolean expectAbsent,
        Version expectVersion,
        DigestAlgorithm digestAlgorithm,
        boolean resume,
        int streams,
        TransferListener listener) {
    public PutRequest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(digestAlgorithm, "digestAlgorithm");
        Objects.requireNonNull(listener, "listener");
        if (streams < 0) {
            throw new IllegalArgumentException("streams is never negative");
        }
        if (expectAbsent && expectVersion != null) {
            throw new IllegalArgumentException("A name cannot be expected to be absent and to have a version");
        }
    }

    /** Replaces what is there; checked by CRC-32C. */
    public static PutRequest of(String name) {
        return new PutRequest(
                name, null, null, true, false, false, null, DigestAlgorithm.CRC32C, true, 0, TransferListener.NONE);
    }

    public PutRequest modified(Instant modified) {
        return new PutRequest(
                name,
                modified,
                mode,
                keepMode,
                parents,
                expectAbsent,
                expectVersion,
                digestAlgorithm,
                resume,
                streams,
                listener);
    }

    public PutRequest mode(Integer mode) {
        return new PutRequest(
                name,
                modified,
                mode,
                keepMode,
                parents,
                expectAbsent,
                expectVersion,
                digestAlgorithm,
                resume,
                streams,
                listener);
    }

    /** Default true. */
    public PutRequest keepMode(boolean keepMode) {
        return new PutRequest(
                name,
                modified,
                mode,
                keepMode,
                parents,
                expectAbsent,
                expectVersion,
                digestAlgorithm,
                resume,
                streams,
                listener);
    }

    public PutRequest parents(boolean parents) {
        return new PutRequest(
                name,
                modified,
                mode,
                keepMode,
                parents,
                expectAbsent,
                expectVersion,
                digestAlgorithm,
                resume,
                streams,
                listener);
    }

    public PutRequest expectAbsent(boolean expectAbsent) {
        return new PutRequest(
                name,
                modified,
                mode,
                keepMode,
                parents,
                expectAbsent,
                expectVersion,
                digestAlgorithm,
                resume,
                streams,
                listener);
    }

    public PutRequest expectVersion(Version expectVersion) {
        return new PutRequest(
                name,
                modified,
                mode,
                keepMode,
                parents,
                expectAbsent,
                expectVersion,
                digestAlgorithm,
                resume,
                streams,
                listener);
    }

    public PutRequest digestAlgorithm(DigestAlgorithm digestAlgorithm) {
        return new PutRequest(
                name,
                modified,
                mode,
                keepMode,
                parents,
                expectAbsent,
                expectVersion,
                digestAlgorithm,
                resume,
                streams,
                listener);
    }

    public PutRequest listener(TransferListener listener) {
        return new PutRequest(
                name,
                modified,
                mode,
                keepMode,
                parents,
                expectAbsent,
                expectVersion,
                digestAlgorithm,
                resume,
                streams,
                listener);
    }

    /** Default true. */
    public PutRequest resume(boolean resume) {
        return new PutRequest(
                name,
                modified,
                mode,
                keepMode,
                parents,
                expectAbsent,
                expectVersion,
                digestAlgorithm,
                resume,
                streams,
                listener);
    }

    /** Default 0. */
    public PutRequest streams(int streams) {
        return new PutRequest(
                name,
                modified,
                mode,
                keepMode,
                parents,
                expectAbsent,
                expectVersion,
                digestAlgorithm,
                resume,
                streams,
                listener);
    }

    /** How the file is to be on the server, and when it may be put there. */
    Options publishing(UploadSource source) {
        Integer given = mode == null && keepMode ? source.mode() : mode;
        return Options.NONE
                .withPresent(Option.MODIFIED, modified != null ? modified : source.modified())
                .withPresent(Option.MODE, given)
                .withFlag(Option.PARENTS, parents)
                .withFlag(Option.EXPECT_ABSENT, expectAbsent)
                .withPresent(Option.EXPECT_VERSION, expectVersion);
    }
}
