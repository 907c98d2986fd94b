package io.filetransfer.server.exchange;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.HeldUpload;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Request;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The names of a request, checked once: behind the dispatcher nothing acts by how a client spelled
 * them; only the log shows that.
 *
 * @param path what the request is about
 * @param otherPaths other readings of the same bytes, to be tried in order when nothing is there
 * @param target where a move or copy goes; null for all else
 * @param joined what the uploads belong to that are to become one file
 */
record Names(SafePath path, List<SafePath> otherPaths, SafePath target, List<SafePath> joined) {
    private static final Set<Choice> OF_ROOT =
            EnumSet.of(Choice.LIST, Choice.STAT, Choice.LINK, Choice.LOCK, Choice.UNLOCK, Choice.ANNOTATE);

    static Names of(Request request) throws StorageException {
        List<SafePath> readings = readings(request);
        return new Names(readings.get(0), readings.subList(1, readings.size()), target(request), joined(request));
    }

    private static List<SafePath> joined(Request request) throws StorageException {
        List<SafePath> joined = new ArrayList<>();
        for (HeldUpload upload : request.options().get(Option.JOIN, List.of())) {
            joined.add(SafePath.parse(upload.name()));
        }
        return joined;
    }

    /** The same within {@code directory}. */
    Names below(SafePath directory) throws StorageException {
        if (directory.isRoot()) {
            return this;
        }
        SafePath targetBelow = target == null ? null : target.below(directory);
        return new Names(path.below(directory), below(directory, otherPaths), targetBelow, below(directory, joined));
    }

    private static List<SafePath> below(SafePath directory, List<SafePath> names) throws StorageException {
        List<SafePath> below = new ArrayList<>();
        for (SafePath name : names) {
            below.add(name.below(directory));
        }
        return below;
    }

    /** Those that are names at all, one at least. */
    private static List<SafePath> readings(Request request) throws StorageException {
        List<SafePath> readings = new ArrayList<>();
        StorageException refused = null;
        try {
            readings.add(parse(request));
        } catch (StorageException e) {
            refused = e;
        }
        for (String other : request.otherNames()) {
            try {
                readings.add(SafePath.parse(other));
            } catch (StorageException e) {
                refused = refused == null ? e : refused;
            }
        }
        if (readings.isEmpty()) {
            throw refused;
        }
        return readings;
    }

    /** Only what looks, locks or is about links may be about the root, whose name is empty. */
    private static SafePath parse(Request request) throws StorageException {
        boolean ofRoot = OF_ROOT.contains(request.choice()) || request.options().has(Option.ARCHIVE);
        return ofRoot && request.name().isEmpty() ? SafePath.ROOT : SafePath.parse(request.name());
    }

    private static SafePath target(Request request) throws StorageException {
        if (request.choice() != Choice.MOVE && request.choice() != Choice.COPY) {
            return null;
        }
        return SafePath.parse(request.options()
                .find(Option.TARGET)
                .orElseThrow(
                        () -> new StorageException(ErrorCode.BAD_REQUEST, "A new name needs to be told: the target.")));
    }
}
