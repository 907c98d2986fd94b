package io.filetransfer.client.cli;

import io.filetransfer.client.TransferResult;
import io.filetransfer.client.tree.TreeChange;
import io.filetransfer.client.tree.TreeEntry;
import io.filetransfer.client.tree.TreeListener;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import java.io.IOException;

/** Tells what becomes of a tree's entries. */
class TreeReport implements TreeListener {
    final RemoteName root;
    final boolean toServer;
    final Report report;

    /** @param root the tree's root on the server */
    TreeReport(RemoteName root, boolean toServer, Report report) {
        this.root = root;
        this.toServer = toServer;
        this.report = report;
    }

    @Override
    public void completed(TreeEntry entry, TransferResult result) {
        String name = remote(entry).text();
        String local = NameText.text(entry.local());
        if (toServer) {
            TransferCommand.tell(report, name, local, local, name, result);
        } else {
            TransferCommand.tell(report, name, local, name, local, result);
        }
    }

    @Override
    public void failed(TreeEntry entry, Throwable cause) {
        if (toServer && cause instanceof IOException) {
            report.failed(NameText.text(entry.local()), cause);
        } else {
            report.failed(remote(entry), cause);
        }
    }

    @Override
    public void skipped(TreeEntry entry, String reason) {
        String what = entry.kind() == Kind.DIRECTORY ? reason + " (-r takes it whole)" : reason;
        report.skipped(place(entry), what);
    }

    /** Where the entry is; where it is on both sides, in the source. */
    final String place(TreeEntry entry) {
        boolean here = entry.remote() == null || toServer && entry.local() != null;
        return here ? NameText.text(entry.local()) : remote(entry).text();
    }

    @Override
    public void changed(TreeChange change) {
        if (change.action() == TreeChange.Action.MAKE_DIRECTORY && toServer) {
            report.detail(remote(change.entry()).text() + ": made");
        }
    }

    final RemoteName remote(TreeEntry entry) {
        return entry.path().isEmpty() ? root : root.child(entry.path());
    }
}
