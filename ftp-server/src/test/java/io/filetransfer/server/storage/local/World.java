package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.UploadId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a storage holds as far as it was acknowledged.
 *
 * @param tree content by name; a directory's name ends in a slash
 * @param loose names whose last change was relaxed: a power loss may do anything with them
 * @param uploads by id, what was sent
 */
record World(SortedMap<String, String> tree, Set<String> loose, Map<UploadId, Sent> uploads) {
    static final World EMPTY = new World(new TreeMap<>(), Set.of(), Map.of());

    /**
     * An upload of {@code content}.
     *
     * @param held each byte that was acknowledged as safe
     */
    record Sent(String name, String content, BitSet held, boolean committed) {}

    /** Whether a tree is this one, but for what is loose. */
    boolean isFound(SortedMap<String, String> found) {
        return certain(found).equals(certain(tree));
    }

    /** Without what is loose here. */
    SortedMap<String, String> certain(SortedMap<String, String> found) {
        SortedMap<String, String> certain = new TreeMap<>(found);
        certain.keySet().removeAll(loose);
        return certain;
    }

    World with(String name, String content, Durability durability) {
        World made = withParents(name, durability);
        made.tree.put(name, content);
        made.note(name, durability);
        return made;
    }

    World withDirectory(String name, Durability durability) {
        return withParents(name + "/", durability);
    }

    World with(UploadId id, Sent sent) {
        Map<UploadId, Sent> changed = new HashMap<>(uploads);
        changed.put(id, sent);
        return new World(tree, loose, changed);
    }

    World without(String name) {
        World made = copy();
        made.tree.keySet().removeIf(key -> isAtOrBelow(key, name));
        return made;
    }

    World moved(String from, String to, Durability durability) {
        World made = withParents(to, durability);
        made.tree.keySet().removeIf(key -> isAtOrBelow(key, from));
        tree.forEach((key, content) -> {
            if (isAtOrBelow(key, from)) {
                made.tree.put(to + key.substring(from.length()), content);
            }
        });
        made.note(to, durability);
        return made;
    }

    private static boolean isAtOrBelow(String key, String name) {
        return key.equals(name) || key.startsWith(name + "/");
    }

    private World copy() {
        return new World(new TreeMap<>(tree), new TreeSet<>(loose), uploads);
    }

    private void note(String name, Durability durability) {
        if (durability == Durability.RELAXED) {
            loose.add(name);
        } else {
            loose.remove(name);
        }
    }

    private World withParents(String name, Durability durability) {
        World made = copy();
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            String parent = name.substring(0, slash + 1);
            if (made.tree.put(parent, "") == null || durability == Durability.SYNCED) {
                made.note(parent, durability);
            }
        }
        return made;
    }
}
