package io.filetransfer.client.tree;

import java.time.Duration;

/**
 * What became of a tree.
 *
 * @param files that were transferred
 * @param bytes of their content
 * @param resumed those of the bytes that an earlier transfer had left, and that were not moved again
 * @param failed entries that failed
 * @param skipped entries that were left as they are although nobody asked for that
 * @param changes other than transfers: directories made and, by a sync, names moved, removed and given attributes
 * @param undeleted entries that a sync was to remove, and that its limit kept
 * @param firstFailure of the entries, or null
 */
public record TreeSummary(
        long files,
        long bytes,
        long resumed,
        long failed,
        long skipped,
        long changes,
        long undeleted,
        Throwable firstFailure,
        Duration duration) {
    /**
     * For whoever wants all or a failure.
     *
     * @throws IllegalStateException with the first failure as its cause, if anything failed
     */
    public TreeSummary requireComplete() {
        if (failed > 0) {
            throw new IllegalStateException(failed + " of the tree's entries failed", firstFailure);
        }
        return this;
    }
}
