package io.filetransfer.server.exchange;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Conditions;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.PropertyChanges;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.Version;
import io.filetransfer.codec.body.BodyClock;
import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StoredCheck;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Verification;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A request without a body on either side: one piece of blocking work, then a reply. */
final class QueryExchange extends ServerExchange {
    private static final int READ_LENGTH = 256 << 10;

    /** The work; runs on a disk thread. */
    interface Work {
        Options run(QueryExchange query, Storage storage) throws IOException;
    }

    /** A client hears that often that its answer is being worked on. */
    private static final long PROGRESS_NANOS = 1_000_000_000;

    private final Names names;
    private final Work work;
    /** Since when nothing was told; of the disk thread. */
    private long progressAt;

    private volatile boolean cancelled;

    QueryExchange(ServedRequest asked, Names names, Work work) {
        super(asked);
        this.names = names;
        this.work = work;
    }

    @Override
    void start() {
        onDisk(() -> {
            Options reply = work.run(this, storage(names.path()));
            if (changes(request) && request.choice() != Choice.STATUS) {
                tellChanged(reply);
            }
            answer(Answer.of(new Reply(request.choice() == Choice.COMMIT ? committed(reply) : reply)));
        });
    }

    private Options committed(Options reply) {
        clock.sync();
        return withTimes(reply, BodyClock.OFF);
    }

    @Override
    long stored(Options reply) {
        boolean stores = request.choice() == Choice.COMMIT || request.choice() == Choice.COPY;
        return stores ? reply.get(Option.SIZE, 0L) : 0;
    }

    @Override
    boolean mayStartBeside(ServerExchange earlier) {
        return !changes(request) && !changes(earlier.request);
    }

    private static boolean changes(Request request) {
        return Access.concernsChanges(request.choice());
    }

    @Override
    boolean isChanging() {
        return started() && changes(request);
    }

    /** A change that began is not stopped half way: its answer tells whether it was made. */
    @Override
    public void stop(Failure failure) {
        cancelled = true;
        if (!started() || !changes(request)) {
            super.stop(failure);
        }
    }

    @Override
    void abandon() {
        cancelled = true;
        super.abandon();
    }

    Options stat(Storage storage) throws IOException {
        Attributes attributes = storage.stat(path());
        Wanted.require(request.options(), attributes);
        Options described = Replies.also(Replies.entry(attributes), this, storage, path());
        return attributes.kind() == Kind.FILE
                ? described.withPresent(Option.DIGEST, stored(storage, path(), attributes.version()))
                : described;
    }

    /**
     * The stored digest, where the file can be opened, is still this version and has one; a stat of a file that may not be
     * read is no failure.
     */
    private static Digest stored(Storage storage, SafePath path, Version version) {
        try (StoredFile file = storage.open(path)) {
            return version.equals(file.attributes().version())
                    ? file.storedDigest().orElse(null)
                    : null;
        } catch (StorageException e) {
            return null;
        }
    }

    Options digest(Storage storage) throws StorageException {
        progressAt = context.nanoTime();
        DigestAlgorithm algorithm = request.options().get(Option.DIGEST_ALGORITHM, DigestAlgorithm.CRC32C);
        try (StoredFile file = storage.open(path())) {
            Digest digest;
            if (request.options().has(Option.VERIFY)) {
                digest = verified(file);
            } else {
                Digest stored = StoredCheck.stored(file).orElse(Digest.NONE);
                digest = stored.algorithm() == algorithm ? stored : read(file, algorithm, stored);
            }
            return Replies.describe(file.attributes(), digest);
        }
    }

    /** The stored digest, which the disk agrees with; null when there is none. */
    private Digest verified(StoredFile file) throws StorageException {
        return lend(
                Verification.SCRATCH,
                scratch -> Verification.verify(file, scratch, this::onward).orElse(null));
    }

    /** What needs a buffer for a while. */
    interface Scan<T> {
        /** @param scratch the whole of it can be used, each time anew */
        T run(ByteBuffer scratch) throws StorageException;
    }

    /** Runs {@code reading} with a buffer of {@code most} bytes, or of fewer while memory is short. */
    <T> T lend(int most, Scan<T> reading) throws StorageException {
        MemoryBudget memory = context.memory();
        int length = memory.borrow(most);
        ByteBuf buffer = null;
        try {
            buffer = context.allocator().directBuffer(length, length);
            return reading.run(buffer.internalNioBuffer(0, length).slice());
        } finally {
            ReferenceCountUtil.release(buffer);
            memory.give(length);
        }
    }

    /** The reading goes on, unless nobody waits for it any more. */
    void onward(long soFar) throws StorageException {
        if (cancelled) {
            throw new StorageException(ErrorCode.CANCELLED, "The reading was given up.");
        }
        context.working(soFar);
        long now = context.nanoTime();
        if (request.options().has(Option.PROGRESS) && now - progressAt >= PROGRESS_NANOS) {
            progressAt = now;
            context.onLoop(() -> context.progressed(number, soFar));
        }
    }

    /** The digest of the content, which is compared with the stored one of another kind on the way. */
    private Digest read(StoredFile file, DigestAlgorithm algorithm, Digest stored) throws StorageException {
        StoredCheck check = new StoredCheck(file, stored);
        RunningDigest digest = new RunningDigest(algorithm);
        return lend(READ_LENGTH, scratch -> {
            digest.read(
                    (target, position) -> {
                        onward(position);
                        int count = file.read(target, position);
                        check.read(target, 0);
                        return count;
                    },
                    0,
                    Long.MAX_VALUE,
                    scratch);
            if (file.changed()) {
                throw new StorageException(ErrorCode.CHANGED, "The file changed while it was read; ask again.");
            }
            if (stored.algorithm() != DigestAlgorithm.NONE) {
                check.finish();
            }
            return digest.digest();
        });
    }

    Options annotate(Storage storage) throws StorageException {
        Options asked = request.options();
        PropertyChanges changes = asked.get(Option.PROPERTY_CHANGES, PropertyChanges.NONE);
        storage.annotate(path(), changes, asked.get(Option.MODIFIED, null), durability());
        return changed();
    }

    Options makeDirectory(Storage storage) throws StorageException {
        storage.makeDirectory(path(), request.options().has(Option.PARENTS), durability());
        return changed();
    }

    Options delete(Storage storage) throws StorageException {
        boolean recursive = request.options().has(Option.RECURSIVE);
        storage.delete(path(), recursive, expectation(request.options()), durability());
        return changed();
    }

    static Destination destination(SafePath target, Options options) throws StorageException {
        return new Destination(target, options.has(Option.PARENTS), expectation(options));
    }

    private static Expectation expectation(Options options) throws StorageException {
        if (options.has(Option.EXPECT_ABSENT) && options.has(Option.EXPECT_VERSION)) {
            throw new StorageException(
                    ErrorCode.BAD_REQUEST, "A name cannot be expected to be absent and to have a version.");
        }
        Conditions conditions = options.get(Option.CONDITIONS, null);
        if (conditions != null) {
            return expectation(conditions, options);
        }
        if (options.has(Option.EXPECT_ABSENT)) {
            return Expectation.ABSENT;
        }
        return options.find(Option.EXPECT_VERSION)
                .<Expectation>map(Expectation.Is::new)
                .orElse(Expectation.ANY);
    }

    private static Expectation expectation(Conditions conditions, Options options) throws StorageException {
        if (options.has(Option.EXPECT_VERSION)) {
            throw new StorageException(
                    ErrorCode.BAD_REQUEST, "A version is expected either by the conditions or beside them, not both.");
        }
        return new Expectation.Met(conditions, options.has(Option.EXPECT_ABSENT));
    }

    SafePath path() {
        return names.path();
    }

    Durability durability() {
        return context.durability();
    }

    SafePath target() {
        return names.target();
    }

    /** Names of the uploads that are to be joined, in order. */
    List<SafePath> joined() {
        return names.joined();
    }

    Options changed() {
        return Options.NONE.with(Option.DURABILITY, durability());
    }
}
