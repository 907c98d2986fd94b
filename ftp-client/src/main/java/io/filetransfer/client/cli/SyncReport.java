package io.filetransfer.client.cli;

import io.filetransfer.client.TransferResult;
import io.filetransfer.client.tree.TreeChange;
import io.filetransfer.client.tree.TreeEntry;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Printable;

/** Tells what a sync does, or would do. */
final class SyncReport extends TreeReport {
    private final boolean dryRun;

    SyncReport(RemoteName root, boolean toServer, boolean dryRun, Report report) {
        super(root, toServer, report);
        this.dryRun = dryRun;
    }

    @Override
    public void completed(TreeEntry entry, TransferResult result) {
        report.succeeded(result.bytes(), result.resumedFrom());
        if (report.json()) {
            report.write(TransferCommand.describe(json(TreeChange.Action.SEND, entry, null), result));
        } else {
            report.detail(line(new TreeChange(TreeChange.Action.SEND, entry, null)));
            report.detail(result.detail());
        }
    }

    @Override
    public void changed(TreeChange change) {
        report.succeeded();
        if (report.json()) {
            JsonObject json = json(change.action(), change.entry(), change.from());
            report.write(
                    change.action() == TreeChange.Action.SEND
                            ? json.add("bytes", change.entry().size())
                            : json);
        } else if (dryRun) {
            report.print(Printable.of(line(change)));
        } else {
            report.detail(line(change));
        }
    }

    @Override
    public void skipped(TreeEntry entry, String reason) {
        if (entry.path().isEmpty()) {
            report.incomplete(place(entry), reason);
        } else {
            report.skipped(place(entry), reason);
        }
    }

    private JsonObject json(TreeChange.Action action, TreeEntry entry, String from) {
        JsonObject json = report.result(remote(entry).text())
                .add("action", word(action))
                .add("path", entry.path())
                .add("local", NameText.text(entry.local()));
        return (from == null ? json : json.add("from", from)).add("dryRun", dryRun);
    }

    private String line(TreeChange change) {
        String path = change.entry().path();
        String name = path.isEmpty()
                ? toServer ? root.text() : NameText.text(change.entry().local())
                : path;
        return switch (change.action()) {
            case SEND -> "send " + name + " (" + Quantity.bytes(change.entry().size()) + ")";
            case MOVE -> "move " + change.from() + " -> " + name;
            case MAKE_DIRECTORY, DELETE, SET_ATTRIBUTES -> word(change.action()) + " " + name;
        };
    }

    private static String word(TreeChange.Action action) {
        return switch (action) {
            case SEND -> "send";
            case MOVE -> "move";
            case MAKE_DIRECTORY -> "mkdir";
            case DELETE -> "delete";
            case SET_ATTRIBUTES -> "attributes";
        };
    }
}
