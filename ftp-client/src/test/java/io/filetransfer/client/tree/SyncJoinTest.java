package io.filetransfer.client.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Seeds;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SyncJoinTest {
    private static final Kind[] KINDS = {Kind.FILE, Kind.DIRECTORY, Kind.DIRECTORY, Kind.LINK};

    /** Whatever the trees are, and in the order of the steps, each of which must be possible. */
    @Test
    void theTargetBecomesLikeTheSource() {
        Seeds.run(3000, random -> {
            Tree source = Tree.random(random, false);
            Tree target = Tree.random(random, true);
            Steps steps = join(source, target, true);
            steps.applyTo(target);
            assertEquals(source.kinds, target.kinds);
            assertEquals(List.of(), steps.blocked);
            assertEquals(List.of(), steps.kept);
        });
    }

    @Test
    void onlyWhatIsInTheWayIsRemovedForAnother() {
        Seeds.run(3000, random -> {
            Steps steps = join(Tree.random(random, false), Tree.random(random, true), true);
            for (String path : steps.removed) {
                boolean inTheWay =
                        steps.sentLast.stream().anyMatch(file -> path.equals(file) || path.startsWith(file + "/"));
                assertEquals(inTheWay, steps.removedForAnother.contains(path), path);
            }
        });
    }

    @Test
    void withoutRemovalsAllStays() {
        Seeds.run(3000, random -> {
            Tree source = Tree.random(random, false);
            Tree target = Tree.random(random, true);
            TreeMap<String, Kind> before = new TreeMap<>(target.kinds);
            Steps steps = join(source, target, false);
            assertEquals(List.of(), steps.removed);
            steps.applyTo(target);
            before.forEach((path, kind) -> {
                boolean stays = kind == Kind.FILE || kind == Kind.DIRECTORY;
                boolean replaced = kind == Kind.FILE && source.kinds.get(path) == Kind.DIRECTORY;
                if (stays && !replaced) {
                    assertEquals(kind, target.kinds.get(path), path);
                }
            });
            source.kinds.forEach((path, kind) -> {
                boolean blocked = steps.blocked.contains(path);
                assertEquals(blocked ? Kind.DIRECTORY : kind, target.kinds.get(path), path);
            });
        });
    }

    @Test
    void whatIsToBeLeftAloneStaysWithTheDirectoriesOnTheWay() {
        Seeds.run(3000, random -> {
            Tree source = Tree.random(random, false);
            Tree target = Tree.random(random, true);
            List<String> inTarget = new ArrayList<>(target.kinds.keySet());
            if (inTarget.isEmpty()) {
                return;
            }
            String left = inTarget.get(random.nextInt(inTarget.size()));
            target.leaveOut(left);
            source.leaveOut(left);
            Steps steps = join(source, target, true);
            for (String path : steps.touched()) {
                assertFalse(path.equals(left) || path.startsWith(left + "/"), path);
            }
            for (String path : steps.removed) {
                assertFalse(left.startsWith(path + "/"), path);
            }
        });
    }

    @Test
    void aDirectoryThatStaysIsToldOf() {
        Tree source = new Tree();
        Tree target = new Tree();
        source.kinds.put("a", Kind.FILE);
        target.kinds.put("a", Kind.DIRECTORY);
        target.kinds.put("a/left", Kind.FILE);
        target.kinds.put("a/x", Kind.FILE);
        target.kinds.put("b", Kind.DIRECTORY);
        target.kinds.put("b/c", Kind.DIRECTORY);
        target.kinds.put("b/c/left", Kind.FILE);
        target.kinds.put("b/d", Kind.DIRECTORY);
        target.leftOut.add("a/left");
        target.leftOut.add("b/c/left");
        Steps steps = join(source, target, true);
        assertEquals(List.of("a"), steps.blocked);
        assertEquals(List.of("b/c", "b"), steps.kept);
        assertEquals(List.of("a/x", "b/d"), steps.removed);
    }

    @Test
    void directoriesAreLeftAfterWhatIsInThem() {
        Seeds.run(500, random -> {
            Tree source = Tree.random(random, false);
            Steps steps = join(source, Tree.random(random, true), true);
            List<String> expected = new ArrayList<>();
            source.kinds.forEach((path, kind) -> {
                if (kind == Kind.DIRECTORY) {
                    expected.add(path);
                }
            });
            assertEquals(new TreeSet<>(expected), new TreeSet<>(steps.left));
            for (int i = 0; i < steps.left.size(); i++) {
                for (String later : steps.left.subList(i, steps.left.size())) {
                    assertFalse(later.startsWith(steps.left.get(i) + "/"), steps.left.toString());
                }
            }
        });
    }

    private static Steps join(Tree source, Tree target, boolean deletes) {
        Steps steps = new Steps();
        Iterator<SyncEntry> s = source.entries().iterator();
        Iterator<SyncEntry> t = target.entries().iterator();
        new SyncJoin(steps, deletes).run(() -> s.hasNext() ? s.next() : null, () -> t.hasNext() ? t.next() : null);
        return steps;
    }

    private static final class Tree {
        final TreeMap<String, Kind> kinds = new TreeMap<>();
        final TreeSet<String> leftOut = new TreeSet<>();

        static Tree random(Random random, boolean links) {
            Tree tree = new Tree();
            List<String> directories = new ArrayList<>(List.of(""));
            for (int i = random.nextInt(15); i > 0; i--) {
                String path = directories.get(random.nextInt(directories.size())) + "ab!".charAt(random.nextInt(3));
                Kind kind = KINDS[random.nextInt(links ? 4 : 3)];
                if (tree.kinds.putIfAbsent(path, kind) == null && kind == Kind.DIRECTORY) {
                    directories.add(path + "/");
                }
            }
            return tree;
        }

        void leaveOut(String path) {
            if (kinds.containsKey(path)) {
                leftOut.add(path);
            }
            kinds.keySet().removeIf(name -> name.startsWith(path + "/"));
        }

        List<SyncEntry> entries() {
            List<SyncEntry> entries = new ArrayList<>();
            kinds.forEach((path, kind) -> entries.add(
                    leftOut.contains(path)
                            ? SyncEntry.kept(path)
                            : new SyncEntry(path, kind, false, 1, null, -1, null)));
            entries.sort(SyncEntry.BY_PATH);
            return entries;
        }

        void add(String path, Kind kind) {
            int slash = path.lastIndexOf('/');
            assertTrue(slash < 0 || kinds.get(path.substring(0, slash)) == Kind.DIRECTORY, "no directory for " + path);
            Kind there = kinds.putIfAbsent(path, kind);
            assertTrue(there == null || there == Kind.FILE && kind == Kind.FILE, path + " is taken by " + there);
        }

        void remove(String path) {
            assertTrue(kinds.remove(path) != null, path);
            assertFalse(kinds.keySet().stream().anyMatch(name -> name.startsWith(path + "/")), path + " is not empty");
        }
    }

    private static final class Steps implements SyncJoin.Actions {
        final List<String> cleared = new ArrayList<>();
        final List<String> made = new ArrayList<>();
        final List<String> sent = new ArrayList<>();
        final List<String> removed = new ArrayList<>();
        final List<String> removedForAnother = new ArrayList<>();
        final List<String> sentLast = new ArrayList<>();
        final List<String> left = new ArrayList<>();
        final List<String> blocked = new ArrayList<>();
        final List<String> kept = new ArrayList<>();

        void applyTo(Tree target) {
            cleared.forEach(target::remove);
            made.forEach(path -> target.add(path, Kind.DIRECTORY));
            sent.forEach(path -> target.add(path, Kind.FILE));
            removed.forEach(target::remove);
            sentLast.forEach(path -> target.add(path, Kind.FILE));
        }

        List<String> touched() {
            List<String> touched = new ArrayList<>(cleared);
            List.of(made, sent, removed, sentLast).forEach(touched::addAll);
            return touched;
        }

        @Override
        public void makeDirectory(SyncEntry source) {
            made.add(source.path());
        }

        @Override
        public void leaveDirectory(SyncEntry source, SyncEntry target) {
            left.add(source.path());
        }

        @Override
        public void create(SyncEntry source) {
            sent.add(source.path());
        }

        @Override
        public void compare(SyncEntry source, SyncEntry target) {
            sent.add(source.path());
        }

        @Override
        public void clear(SyncEntry target) {
            cleared.add(target.path());
        }

        @Override
        public void send(SyncEntry source) {
            sent.add(source.path());
        }

        @Override
        public void remove(SyncEntry target) {
            removed.add(target.path());
        }

        @Override
        public void removeForAnother(SyncEntry target) {
            removed.add(target.path());
            removedForAnother.add(target.path());
        }

        @Override
        public void sendAfterRemovals(SyncEntry source) {
            sentLast.add(source.path());
        }

        @Override
        public void blocked(SyncEntry source, String reason) {
            blocked.add(source.path());
        }

        @Override
        public void keep(SyncEntry target, String reason) {
            kept.add(target.path());
        }
    }
}
