package io.filetransfer.client.tree;

import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import java.nio.file.Path;

/**
 * The two trees of a sync.
 *
 * @param local a directory on this side
 * @param remote name of a directory on the server
 * @param toServer whether {@code local} is the source; otherwise {@code remote} is
 * @param filter which entries, on both sides
 */
record SyncTrees(Path local, String remote, boolean toServer, TreeFilter filter) {
    TreeEntry root() {
        return new TreeEntry("", Kind.DIRECTORY, 0, local, remote);
    }

    TreeEntry entry(SyncEntry entry) {
        return entry(entry.path(), entry.kind(), entry.size());
    }

    TreeEntry entry(String path, Kind kind, long size) {
        return new TreeEntry(path, kind, size, local(path), TreeEntry.remoteName(remote, path));
    }

    /** Where an entry is on this side. */
    Path local(String path) {
        return local.resolve(NameText.path(local.getFileSystem(), path));
    }
}
