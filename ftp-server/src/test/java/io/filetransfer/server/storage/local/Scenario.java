package io.filetransfer.server.storage.local;

import static io.filetransfer.server.storage.local.Change.commit;
import static io.filetransfer.server.storage.local.Change.delete;
import static io.filetransfer.server.storage.local.Change.makeDirectory;
import static io.filetransfer.server.storage.local.Change.move;
import static io.filetransfer.server.storage.local.Change.part;
import static io.filetransfer.server.storage.local.Change.put;
import static io.filetransfer.server.storage.local.Change.putIfSame;
import static io.filetransfer.server.storage.local.Change.putWithId;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Expectation;
import java.util.List;
import java.util.Locale;

/**
 * Changes of a storage that were tried to death.
 *
 * @param before made while nothing fails
 * @param changes made while something does
 */
record Scenario(String name, List<Change> before, List<Change> changes) {
    private static final Durability SYNCED = Durability.SYNCED;
    private static final UploadId ID = new UploadId(0x0123456789abcdefL, 7);
    private static final String OLD = "old content ".repeat(20);
    private static final String NEW = "new content, which is longer ".repeat(30);
    private static final String OTHER = NEW.toUpperCase(Locale.ROOT);

    static List<Scenario> all() {
        Change oldFile = put("f", OLD, SYNCED);
        return List.of(
                new Scenario("a new file", List.of(), List.of(put("f", NEW, SYNCED))),
                new Scenario("a replaced file", List.of(oldFile), List.of(put("f", NEW, SYNCED))),
                new Scenario("a file only if absent", List.of(), List.of(put("f", NEW, Expectation.ABSENT, SYNCED))),
                new Scenario("a file only if the same", List.of(oldFile), List.of(putIfSame("f", NEW, SYNCED))),
                new Scenario(
                        "files in new directories",
                        List.of(put("a/f", OLD, SYNCED)),
                        List.of(put("a/b/c/f", NEW, SYNCED), put("a/b/g", OLD, SYNCED), put("x/y", OLD, SYNCED))),
                new Scenario(
                        "new directories",
                        List.of(),
                        List.of(makeDirectory("a/b", SYNCED), makeDirectory("a/c", SYNCED))),
                new Scenario(
                        "a file in two parts",
                        List.of(put("d/f", OLD, SYNCED)),
                        List.of(
                                part(ID, "d/f", NEW, 0, 400, SYNCED),
                                part(ID, "d/f", NEW, 400, NEW.length() - 400, SYNCED),
                                commit(ID, "d/f", NEW, SYNCED))),
                new Scenario(
                        "a file in parts, in a new directory",
                        List.of(part(ID, "n/f", NEW, 0, 100, SYNCED)),
                        List.of(
                                part(ID, "n/f", NEW, 100, NEW.length() - 100, SYNCED),
                                commit(ID, "n/f", NEW, SYNCED),
                                put("n/f", OLD, SYNCED))),
                new Scenario(
                        "a part that is sent again",
                        List.of(part(ID, "f", NEW, 0, 300, SYNCED)),
                        List.of(part(ID, "f", NEW, 0, NEW.length(), SYNCED), commit(ID, "f", NEW, SYNCED))),
                new Scenario(
                        "a part that is sent again with another content",
                        List.of(part(ID, "f", OTHER, 0, 300, SYNCED)),
                        List.of(part(ID, "f", NEW, 0, NEW.length(), SYNCED), commit(ID, "f", NEW, SYNCED))),
                new Scenario(
                        "a file with an id",
                        List.of(oldFile),
                        List.of(putWithId(ID, "f", NEW, SYNCED), put("g", OLD, SYNCED))),
                new Scenario(
                        "a file with an id in new directories, which are removed",
                        List.of(),
                        List.of(putWithId(ID, "n/m/f", NEW, SYNCED), delete("n", SYNCED), put("g", OLD, SYNCED))),
                new Scenario(
                        "parts given up for the whole",
                        List.of(part(ID, "f", NEW, 0, 300, SYNCED)),
                        List.of(putWithId(ID, "f", NEW, SYNCED), put("g", OLD, SYNCED))),
                new Scenario(
                        "a renamed file",
                        List.of(put("a/f", OLD, SYNCED), put("b/x", NEW, SYNCED)),
                        List.of(move("a/f", "b/g", SYNCED), move("b/g", "c/d/g", SYNCED))),
                new Scenario(
                        "a file that takes another's name",
                        List.of(put("a/f", NEW, SYNCED), put("b/g", OLD, SYNCED)),
                        List.of(move("a/f", "b/g", SYNCED))),
                new Scenario(
                        "a renamed directory",
                        List.of(put("a/b/f", OLD, SYNCED), makeDirectory("c", SYNCED)),
                        List.of(move("a/b", "c/d", SYNCED), put("c/d/g", NEW, SYNCED), move("c/d", "e", SYNCED))),
                new Scenario("a removed file", List.of(oldFile), List.of(delete("f", SYNCED))),
                new Scenario(
                        "a removed tree",
                        List.of(put("a/b/f", OLD, SYNCED), put("a/g", OLD, SYNCED), put("h", OLD, SYNCED)),
                        List.of(delete("a", SYNCED), put("a/b/f", NEW, SYNCED))),
                new Scenario(
                        "after changes that nobody waited for",
                        List.of(
                                makeDirectory("a/b", Durability.RELAXED),
                                put("t", NEW, Durability.RELAXED),
                                put("a/f", OLD, SYNCED)),
                        List.of(put("a/b/f", OLD, SYNCED), move("t", "a/f", SYNCED))),
                new Scenario(
                        "a file in directories that nobody waited for",
                        List.of(makeDirectory("a/b", Durability.RELAXED)),
                        List.of(put("a/b/f", NEW, SYNCED))),
                new Scenario(
                        "parts begun by one that did not wait",
                        List.of(part(ID, "f", NEW, 0, 100, Durability.RELAXED)),
                        List.of(
                                part(ID, "f", NEW, 100, 300, SYNCED),
                                part(ID, "f", NEW, 400, NEW.length() - 400, SYNCED),
                                commit(ID, "f", NEW, SYNCED))));
    }

    @Override
    public String toString() {
        return name;
    }
}
