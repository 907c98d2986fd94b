package io.filetransfer.client.tree;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;

/**
 * Finds files that are new in the source and have the content of one that only the target has: these are moved there. Sizes
 * are compared first, then CRC-32Cs, which servers have stored, and last SHA-256s. What finds no counterpart is sent, or
 * removed. Of any length in little memory.
 */
final class SyncRenames {
    private static final Comparator<Candidate> BY_CONTENT = Comparator.comparingLong(
                    (Candidate candidate) -> candidate.entry.size())
            .thenComparingInt(Candidate::crc);

    /** Of several with the same content, those that kept their own names find each other first. */
    private static final Comparator<Candidate> IN_ORDER =
            BY_CONTENT.thenComparing(Candidate::name).thenComparing(Candidate::entry, SyncEntry.BY_PATH);

    private record Candidate(SyncEntry entry, int crc) {
        static final SpillList.Format<Candidate> FORMAT = new SpillList.Format<>() {
            @Override
            public void write(Candidate candidate, DataOutputStream out) throws IOException {
                candidate.entry.write(out);
                out.writeInt(candidate.crc);
            }

            @Override
            public Candidate read(DataInputStream in) throws IOException {
                return new Candidate(SyncEntry.read(in), in.readInt());
            }

            @Override
            public int weight(Candidate candidate) {
                return candidate.entry.weight() + 24;
            }
        };

        String name() {
            return entry.path().substring(entry.path().lastIndexOf('/') + 1);
        }
    }

    private final boolean toServer;
    private final SyncComparison comparison;
    private final SyncDigests digests;
    private final TreeQueue queue;
    private final SyncPlan plan;

    SyncRenames(boolean toServer, SyncComparison comparison, SyncDigests digests, TreeQueue queue, SyncPlan plan) {
        this.toServer = toServer;
        this.comparison = comparison;
        this.digests = digests;
        this.queue = queue;
        this.plan = plan;
    }

    void find() throws InterruptedException {
        try (ExternalSort<Candidate> created = new ExternalSort<>(Candidate.FORMAT, IN_ORDER);
                ExternalSort<Candidate> removed = new ExternalSort<>(Candidate.FORMAT, IN_ORDER)) {
            findBySize(created, removed);
            queue.awaitAll();
            findByContent(created, removed);
            queue.awaitAll();
        }
    }

    private void findBySize(ExternalSort<Candidate> created, ExternalSort<Candidate> removed)
            throws InterruptedException {
        SyncEntry s = plan.created.next();
        SyncEntry t = plan.removed.next();
        while (s != null && t != null) {
            int order = SyncEntry.BY_SIZE.compare(s, t);
            if (order < 0) {
                plan.send(s);
                s = plan.created.next();
            } else if (order > 0) {
                plan.removeFile(t);
                t = plan.removed.next();
            } else {
                long size = s.size();
                for (; s != null && s.size() == size; s = plan.created.next()) {
                    SyncEntry entry = s;
                    digests.find(entry, toServer, DigestAlgorithm.CRC32C, digest -> {
                        if (digest == null) {
                            plan.send(entry);
                        } else {
                            created.add(candidate(entry, digest));
                        }
                    });
                }
                for (; t != null && t.size() == size; t = plan.removed.next()) {
                    SyncEntry entry = t;
                    digests.find(entry, !toServer, DigestAlgorithm.CRC32C, digest -> {
                        if (digest == null) {
                            plan.removeFile(entry);
                        } else {
                            removed.add(candidate(entry, digest));
                        }
                    });
                }
            }
        }
        for (; s != null; s = plan.created.next()) {
            plan.send(s);
        }
        for (; t != null; t = plan.removed.next()) {
            plan.removeFile(t);
        }
    }

    private void findByContent(ExternalSort<Candidate> created, ExternalSort<Candidate> removed)
            throws InterruptedException {
        Candidate s = created.next();
        Candidate t = removed.next();
        while (s != null && t != null) {
            int order = BY_CONTENT.compare(s, t);
            if (order == 0 && fits(s.entry, t.entry)) {
                moveIfEqual(new SyncPair(s.entry, t.entry));
                s = created.next();
                t = removed.next();
            } else if (order <= 0) {
                plan.send(s.entry);
                s = created.next();
            } else {
                plan.removeFile(t.entry);
                t = removed.next();
            }
        }
        for (; s != null; s = created.next()) {
            plan.send(s.entry);
        }
        for (; t != null; t = removed.next()) {
            plan.removeFile(t.entry);
        }
    }

    /** A server keeps the time and the permission bits of what it moves; others than the source's would be sent next time. */
    private boolean fits(SyncEntry source, SyncEntry target) {
        return !toServer || (comparison.checksum() || source.sameTimeAs(target)) && comparison.sameMode(source, target);
    }

    private void moveIfEqual(SyncPair pair) throws InterruptedException {
        SyncEntry here = toServer ? pair.source() : pair.target();
        SyncEntry there = toServer ? pair.target() : pair.source();
        Digest local = digests.local(here, DigestAlgorithm.SHA256);
        digests.find(there, false, DigestAlgorithm.SHA256, digest -> {
            if (digest != null && digest.equals(local)) {
                plan.moves.add(pair);
            } else {
                plan.send(pair.source());
                plan.removeFile(pair.target());
            }
        });
    }

    private static Candidate candidate(SyncEntry entry, Digest digest) {
        int crc = 0;
        for (byte part : digest.bytes()) {
            crc = crc << 8 | part & 0xff;
        }
        return new Candidate(entry, crc);
    }
}
