package io.filetransfer.client.failure;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.ErrorCode;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The one table of what helps after a failure: by its code, and by what was going on. How often it is done, and when, is
 * a {@link RetryBudget}'s.
 *
 * <p>Codes that pass by themselves count only if the server's flag says that the request may be sent again. A server that
 * cannot be reached has been waited for by the pool of connections: no request does better.
 */
public final class RetryPolicy {
    /** What was going on. */
    public enum Phase {
        /** A request without content, or a whole PUT, that may be sent again. */
        REQUEST,
        /** One that may have been carried out, and does something else the second time. */
        DOUBTFUL,
        /** A GET of all that is wanted. */
        GET,
        /** A GET of what comes behind content that is held. */
        REST,
        /** One of the pieces of a GET. */
        PIECE,
        /** The whole that is made of these pieces. */
        PIECES,
        /** A PUT of a part. */
        PART,
        /** The COMMIT of all parts. */
        COMMIT
    }

    /** What was kept is good, and the rest can follow. */
    private static final Set<ErrorCode> INTERRUPTED = EnumSet.of(
            ErrorCode.CONNECTION, ErrorCode.TIMEOUT, ErrorCode.BUSY, ErrorCode.SHUTTING_DOWN, ErrorCode.TOO_SLOW);

    /** On its way. */
    private static final Set<ErrorCode> DAMAGED = EnumSet.of(ErrorCode.CHECKSUM_MISMATCH, ErrorCode.TRUNCATED);

    /** Said of a part that does not fit what is held, or of a whole that is damaged and may be so on this side. */
    private static final Set<ErrorCode> MISFIT = EnumSet.of(
            ErrorCode.VERSION_MISMATCH,
            ErrorCode.RANGE_NOT_SATISFIABLE,
            ErrorCode.OFFSET_MISMATCH,
            ErrorCode.CORRUPT,
            ErrorCode.UNSUPPORTED);

    /** Said of a part when a request of an earlier connection came late. The server tells what it has then. */
    private static final Set<ErrorCode> TAKEN_OVER = EnumSet.of(ErrorCode.CANCELLED, ErrorCode.UPLOAD_UNKNOWN);

    /** Said of a COMMIT when the server is short of what it had acknowledged. */
    private static final Set<ErrorCode> SHORT = EnumSet.of(ErrorCode.OFFSET_MISMATCH, ErrorCode.UPLOAD_UNKNOWN);

    /** After these the same put may go on later, perhaps once somebody has put right what was wrong. */
    private static final Set<ErrorCode> KEEPING = EnumSet.of(
            ErrorCode.NOT_FOUND,
            ErrorCode.NOT_A_DIRECTORY,
            ErrorCode.INSUFFICIENT_STORAGE,
            ErrorCode.QUOTA_EXCEEDED,
            ErrorCode.READ_ONLY,
            ErrorCode.LOCKED,
            ErrorCode.INTERNAL,
            ErrorCode.CANCELLED,
            ErrorCode.LOCAL_FILE);

    private static final Map<Phase, Map<ErrorCode, Remedy>> TABLE = table();

    private RetryPolicy() {}

    private static Map<Phase, Map<ErrorCode, Remedy>> table() {
        Map<Phase, Map<ErrorCode, Remedy>> table = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            Map<ErrorCode, Remedy> row = new EnumMap<>(ErrorCode.class);
            switch (phase) {
                case REQUEST -> add(row, Remedy.AGAIN, INTERRUPTED);
                case DOUBTFUL -> {}
                case GET -> {
                    add(row, Remedy.AGAIN, INTERRUPTED);
                    add(row, Remedy.REWIND, DAMAGED);
                    add(row, Remedy.REWIND, EnumSet.of(ErrorCode.CHANGED));
                }
                case REST -> {
                    add(row, Remedy.AGAIN, INTERRUPTED);
                    add(row, Remedy.REWIND, DAMAGED);
                    add(row, Remedy.REWIND, EnumSet.of(ErrorCode.CHANGED));
                    add(row, Remedy.REWIND, MISFIT);
                }
                case PIECE -> {
                    add(row, Remedy.AGAIN, INTERRUPTED);
                    add(row, Remedy.AGAIN, DAMAGED);
                }
                case PIECES -> {
                    add(row, Remedy.REWIND, MISFIT);
                    add(row, Remedy.REWIND, EnumSet.of(ErrorCode.CHANGED));
                }
                case PART -> {
                    add(row, Remedy.ASK, INTERRUPTED);
                    add(row, Remedy.ASK, DAMAGED);
                    add(row, Remedy.ASK, TAKEN_OVER);
                }
                case COMMIT -> {
                    add(row, Remedy.ASK, INTERRUPTED);
                    add(row, Remedy.ASK, SHORT);
                }
            }
            table.put(phase, row);
        }
        return table;
    }

    private static void add(Map<ErrorCode, Remedy> row, Remedy remedy, Set<ErrorCode> codes) {
        codes.forEach(code -> row.put(code, remedy));
    }

    public static Remedy remedy(Phase phase, Throwable cause) {
        if (!(cause instanceof FileTransferException failure)
                || failure instanceof FileTransferException.Unreachable
                || failure.code().mayRetry() && !failure.mayRetry()) {
            return Remedy.OVER;
        }
        Remedy remedy = TABLE.get(phase).getOrDefault(failure.code(), Remedy.OVER);
        boolean gets = phase == Phase.GET || phase == Phase.REST;
        // What a newer server calls by a code of its own, and flags: nobody knows what is good of the content.
        return remedy == Remedy.OVER && gets && failure.mayRetry() ? Remedy.REWIND : remedy;
    }

    /** Whether the other side could not be heard, for now. */
    public static boolean isInterruption(Throwable cause) {
        return cause instanceof FileTransferException failure && INTERRUPTED.contains(failure.code());
    }

    /** Whether what the server has of an upload in parts is useful to a later put. */
    public static boolean keepsParts(Throwable cause) {
        return !(cause instanceof FileTransferException failure)
                || INTERRUPTED.contains(failure.code())
                || KEEPING.contains(failure.code());
    }
}
