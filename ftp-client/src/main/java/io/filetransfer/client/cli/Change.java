package io.filetransfer.client.cli;

import io.filetransfer.codec.Durability;

/** A change of names on the server: quiet when it went well. */
abstract class Change extends CommandItem<Durability> {
    Change(RemoteName name) {
        super(name);
    }

    /** What was done, for who asked for details; the name stands before it. */
    abstract String deed();

    /** Adds what else the result has to tell. */
    void describe(JsonObject json) {}

    @Override
    final void done(Durability durability, Report report) {
        report.succeeded();
        if (report.json()) {
            JsonObject json = report.result(name);
            describe(json);
            report.write(json.add("durability", ValueText.orNull(durability)));
        } else {
            report.detail(name + ": " + deed());
        }
    }
}
