package io.filetransfer.server.exchange;

import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.UploadUnderWay;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose uploads in parts are open, also those of which no part comes now. A user may begin no more when as many are the
 * user's own as there is room for others: so nobody takes all places, and whoever is alone has half of them. What an earlier
 * server has left is its user's again with the next part. Where there are no users nothing is counted. Safe for use by many
 * threads.
 */
public final class WaitingUploads {
    private final int places;

    /** By user; whether it is open, or only about to be. */
    private final Map<String, Map<UploadId, Boolean>> begun = new HashMap<>();

    /** @param places for those of all together */
    public WaitingUploads(int places) {
        this.places = places;
    }

    /**
     * A part is about to be opened.
     *
     * @return false if it is of a new upload and the user has too many; else {@link #end} follows
     */
    synchronized boolean begin(String user, UploadId id, Parts parts) {
        if (user.isEmpty()) {
            return true;
        }
        Map<UploadId, Boolean> own = begun.getOrDefault(user, Map.of());
        if (!own.containsKey(id)) {
            Set<UploadId> open =
                    parts.underWay().stream().map(UploadUnderWay::id).collect(Collectors.toSet());
            forgetAllBut(open);
            own = begun.computeIfAbsent(user, added -> new HashMap<>());
            if (!open.contains(id) && own.size() >= places - open.size() - aboutToBegin(open)) {
                forgetAllBut(open);
                return false;
            }
            own.put(id, false);
        }
        return true;
    }

    private long aboutToBegin(Set<UploadId> open) {
        return begun.values().stream()
                .flatMap(own -> own.entrySet().stream())
                .filter(upload -> !upload.getValue() && !open.contains(upload.getKey()))
                .count();
    }

    private void forgetAllBut(Set<UploadId> open) {
        begun.values().removeIf(own -> {
            own.entrySet().removeIf(upload -> upload.getValue() && !open.contains(upload.getKey()));
            return own.isEmpty();
        });
    }

    /** @param opened whether the part was */
    synchronized void end(String user, UploadId id, boolean opened) {
        Map<UploadId, Boolean> own = begun.get(user);
        if (own == null) {
            return;
        }
        if (opened) {
            own.put(id, true);
        } else {
            own.remove(id, false);
            begun.values().removeIf(Map::isEmpty);
        }
    }

    /** Users with open uploads, as far as they are known; for tests. */
    public synchronized int users() {
        return begun.size();
    }
}
