package io.filetransfer.server.storage.local;

import io.filetransfer.server.storage.local.PowerLossDisk.Content;
import io.filetransfer.server.storage.local.PowerLossDisk.Contents;
import io.filetransfer.server.storage.local.PowerLossDisk.DirectoryNode;
import io.filetransfer.server.storage.local.PowerLossDisk.Entries;
import io.filetransfer.server.storage.local.PowerLossDisk.EntryChange;
import io.filetransfer.server.storage.local.PowerLossDisk.FileNode;
import io.filetransfer.server.storage.local.PowerLossDisk.Moment;
import io.filetransfer.server.storage.local.PowerLossDisk.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One state that a power loss may leave.
 *
 * @param entries how many of the changes of each directory that were not synced are there; all others have none
 * @param contents what became of each file that was not synced
 */
record PowerLoss(Moment moment, Map<DirectoryNode, Integer> entries, Map<FileNode, Fate> contents) {
    /** With more combinations, only all or none of a directory's changes are taken, one directory at a time differently. */
    private static final int MOST_COMBINATIONS = 64;

    /** What becomes of content that was written and not synced. */
    enum Fate {
        NOTHING_IS_THERE,
        ALL_IS_THERE,
        ZEROS_ARE_THERE,
        THE_FIRST_HALF_IS_THERE,
        THE_SECOND_HALF_IS_THERE;

        Content of(Contents contents) {
            return switch (this) {
                case NOTHING_IS_THERE -> contents.safe();
                case ALL_IS_THERE -> contents.present();
                case ZEROS_ARE_THERE -> partly(contents, 0, 0);
                case THE_FIRST_HALF_IS_THERE -> partly(contents, 0, 1);
                case THE_SECOND_HALF_IS_THERE -> partly(contents, 1, 2);
            };
        }

        /** With the halves from {@code from} to {@code to} of the bytes that are not safe, and zeros for what is new else. */
        private static Content partly(Contents contents, int from, int to) {
            byte[] safe = contents.safe().bytes();
            byte[] present = contents.present().bytes();
            byte[] left = Arrays.copyOf(safe, present.length);
            int begin = Math.max(0, Arrays.mismatch(left, present));
            int half = (present.length - begin + 1) / 2;
            int start = begin + from * half;
            int end = Math.min(present.length, begin + to * half);
            if (end > start) {
                System.arraycopy(present, start, left, start, end - start);
            }
            Content attributes = contents.present();
            return new Content(left, attributes.modified(), attributes.permissions(), attributes.digest());
        }
    }

    static List<PowerLoss> all(Moment moment) {
        List<PowerLoss> states = new ArrayList<>();
        List<Map<FileNode, Fate>> contents = contents(moment);
        for (Map<DirectoryNode, Integer> entries : entries(moment)) {
            for (Map<FileNode, Fate> content : contents) {
                states.add(new PowerLoss(moment, entries, content));
            }
        }
        return states;
    }

    private static List<Map<DirectoryNode, Integer>> entries(Moment moment) {
        List<DirectoryNode> unsynced = new ArrayList<>();
        long combinations = 1;
        for (Map.Entry<DirectoryNode, Entries> directory : moment.directories().entrySet()) {
            int pending = directory.getValue().pending().size();
            if (pending > 0) {
                unsynced.add(directory.getKey());
                combinations *= pending + 1;
            }
        }
        List<Map<DirectoryNode, Integer>> choices = new ArrayList<>();
        choices.add(new IdentityHashMap<>());
        if (combinations <= MOST_COMBINATIONS) {
            for (DirectoryNode directory : unsynced) {
                List<Map<DirectoryNode, Integer>> longer = new ArrayList<>();
                for (Map<DirectoryNode, Integer> choice : choices) {
                    for (int count = 0; count <= pending(moment, directory); count++) {
                        longer.add(with(choice, directory, count));
                    }
                }
                choices = longer;
            }
            return choices;
        }
        Map<DirectoryNode, Integer> none = choices.get(0);
        Map<DirectoryNode, Integer> all = new IdentityHashMap<>();
        unsynced.forEach(directory -> all.put(directory, pending(moment, directory)));
        choices.add(all);
        for (DirectoryNode directory : unsynced) {
            for (int count = 0; count <= pending(moment, directory); count++) {
                choices.add(with(none, directory, count));
                choices.add(with(all, directory, count));
            }
        }
        return choices;
    }

    private static int pending(Moment moment, DirectoryNode directory) {
        return moment.directories().get(directory).pending().size();
    }

    private static List<Map<FileNode, Fate>> contents(Moment moment) {
        List<FileNode> unsynced = new ArrayList<>();
        moment.files().forEach((file, contents) -> {
            if (contents.differ()) {
                unsynced.add(file);
            }
        });
        List<Map<FileNode, Fate>> choices = new ArrayList<>();
        for (Fate fate : Fate.values()) {
            Map<FileNode, Fate> same = new IdentityHashMap<>();
            unsynced.forEach(file -> same.put(file, fate));
            choices.add(same);
        }
        if (unsynced.isEmpty()) {
            return choices.subList(0, 1);
        }
        if (unsynced.size() > 1) {
            Map<FileNode, Fate> none = choices.get(Fate.NOTHING_IS_THERE.ordinal());
            Map<FileNode, Fate> all = choices.get(Fate.ALL_IS_THERE.ordinal());
            for (FileNode file : unsynced) {
                choices.add(with(none, file, Fate.ALL_IS_THERE));
                choices.add(with(all, file, Fate.NOTHING_IS_THERE));
            }
        }
        return choices;
    }

    private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
        Map<K, V> copy = new IdentityHashMap<>(map);
        copy.put(key, value);
        return copy;
    }

    private Map<String, Node> present(DirectoryNode directory) {
        Entries found = moment.directories().get(directory);
        Map<String, Node> present = new TreeMap<>(found.safe());
        for (EntryChange change : found.pending()) {
            // A rename is one step: it is there if its target has it.
            DirectoryNode decides = change.target() == null ? change.source() : change.target();
            int index = moment.directories().get(decides).pending().indexOf(change);
            if (index < entries.getOrDefault(decides, 0)) {
                change.apply(directory, present);
            }
        }
        return present;
    }

    private Content content(FileNode file) {
        Contents contents = moment.files().get(file);
        return contents.differ() ? this.contents.get(file).of(contents) : contents.present();
    }

    /** Tells one state from another. What is in staging does not count, as no start looks at it. */
    String fingerprint() {
        StringBuilder text = new StringBuilder();
        describe(moment.root(), text);
        return text.toString();
    }

    private void describe(DirectoryNode directory, StringBuilder text) {
        present(directory).forEach((name, node) -> {
            text.append(name).append(' ').append(System.identityHashCode(node) % 1000);
            if (node instanceof FileNode file) {
                Content content = content(file);
                text.append(' ')
                        .append(Arrays.hashCode(content.bytes()))
                        .append(content.bytes().length)
                        .append(content.modified())
                        .append(content.permissions())
                        .append(Arrays.hashCode(content.digest()));
            } else if (node instanceof DirectoryNode below && !name.equals("staging")) {
                text.append('{');
                describe(below, text);
                text.append('}');
            }
            text.append('\n');
        });
    }

    /** Makes it so, in a directory that is not there yet. */
    void restore(Path root) throws IOException {
        restore(moment.root(), root);
    }

    private void restore(DirectoryNode directory, Path path) throws IOException {
        Files.createDirectory(path);
        for (Map.Entry<String, Node> entry : present(directory).entrySet()) {
            Path name = path.resolve(entry.getKey());
            if (entry.getValue() instanceof FileNode file) {
                PowerLossDisk.restore(file, content(file), name);
            } else if (entry.getValue() instanceof DirectoryNode below) {
                restore(below, name);
            }
        }
    }

    @Override
    public String toString() {
        return "entries " + entries.values() + ", contents " + contents.values() + ":\n" + fingerprint();
    }
}
