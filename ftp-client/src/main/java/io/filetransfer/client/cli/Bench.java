package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferDetail;
import io.filetransfer.client.TransferResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Measures what moves between this side's memory and files of a folder of its own on the server: nothing of it touches a disk
 * here. What is measured first tells how much is moved for the rest, so that each takes about a second, and never more than
 * the most.
 */
final class Bench {
    private static final long FIRST = 256 << 10;
    private static final long ENOUGH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MOST_GROWTH = 16;
    private static final int QUESTIONS = 10;
    private static final int SMALL_FILES = 200;
    private static final int SMALL = 4 << 10;

    private final FileTransferClient client;
    private final String folder;
    private final long most;
    private final int streams;
    private final Consumer<Measure> told;

    /** What is measured. */
    enum Subject {
        ONE_STREAM,
        SEVERAL_STREAMS,
        SMALL_FILES
    }

    /**
     * One result.
     *
     * @param toServer whether content went to the server; if not, it came from there
     * @param files that it was
     * @param bytes of all of them
     */
    record Measure(Subject subject, boolean toServer, int files, long bytes, long nanos, TransferDetail detail) {}

    /**
     * @param folder that is made, and removed in the end
     * @param most bytes that are stored there at once, but for small files
     * @param streams how many are several
     * @param told each result, as soon as it is there
     */
    Bench(FileTransferClient client, String folder, long most, int streams, Consumer<Measure> told) {
        this.client = client;
        this.folder = folder;
        this.most = most;
        this.streams = streams;
        this.told = told;
    }

    /** How long a question and its answer take that no disk is asked for, or nearly none; the median of some. */
    long answerNanos() {
        long[] nanos = new long[QUESTIONS];
        client.stat("/").join(); // the connection is made
        for (int i = 0; i < QUESTIONS; i++) {
            long begun = System.nanoTime();
            client.stat("/").join();
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        return nanos[QUESTIONS / 2];
    }

    /** @throws FileTransferException if something of it fails; the folder is removed then, too, if that is possible */
    void run() {
        client.makeDirectory(folder, false).join();
        try {
            measure();
        } catch (FileTransferException e) {
            try {
                client.delete(folder, true, null).join();
            } catch (FileTransferException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
        client.delete(folder, true, null).join();
    }

    private void measure() {
        long size = FIRST;
        Measure put = put(Subject.ONE_STREAM, 1, size);
        while (put.nanos() < ENOUGH_NANOS && size < most) {
            size = Math.min(most, size * growth(put.nanos()));
            put = put(Subject.ONE_STREAM, 1, size);
        }
        told.accept(put);
        told.accept(get(Subject.ONE_STREAM, 1));
        long each = Math.max(1, size / streams);
        told.accept(put(Subject.SEVERAL_STREAMS, streams, each));
        told.accept(get(Subject.SEVERAL_STREAMS, streams));
        told.accept(put(Subject.SMALL_FILES, SMALL_FILES, SMALL));
        told.accept(get(Subject.SMALL_FILES, SMALL_FILES));
    }

    /** For about a second next time. */
    private static long growth(long nanos) {
        return Math.max(2, Math.min(MOST_GROWTH, 2 * ENOUGH_NANOS / Math.max(1, nanos)));
    }

    private Measure put(Subject subject, int files, long size) {
        return measure(subject, true, files, file -> {
            PutRequest request = PutRequest.of(name(subject, file));
            return size <= SMALL
                    ? client.put(request, MadeContent.bytes(file, (int) size))
                    : client.put(request, new MadeContent(new Random(file), size));
        });
    }

    private Measure get(Subject subject, int files) {
        return measure(
                subject,
                false,
                files,
                file -> client.get(GetRequest.of(name(subject, file)), new MadeContent.Nowhere()));
    }

    private String name(Subject subject, int file) {
        return folder + "/" + subject.ordinal() + "-" + file;
    }

    private interface Moves {
        Transfer<TransferResult> file(int number);
    }

    private static Measure measure(Subject subject, boolean toServer, int files, Moves moves) {
        List<Transfer<TransferResult>> transfers = new ArrayList<>(files);
        long begun = System.nanoTime();
        for (int i = 0; i < files; i++) {
            transfers.add(moves.file(i));
        }
        TransferDetail detail = null;
        long bytes = 0;
        for (Transfer<TransferResult> transfer : transfers) {
            TransferResult result = transfer.join();
            bytes += result.bytes();
            detail = detail == null ? result.detail() : detail.plus(result.detail());
        }
        return new Measure(subject, toServer, files, bytes, System.nanoTime() - begun, detail);
    }
}
