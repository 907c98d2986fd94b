package io.filetransfer.integration;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one writer has done, in a file that outlives it: each change before it is asked for, and that it was acknowledged. A
 * change without acknowledgement leaves its names in doubt, and they are not used again, since it may still be made.
 *
 * <pre>
 * S name seed size          there for certain, from an earlier log
 * G name                    gone for certain, from an earlier log
 * B number kind names ...   begun
 * H number bytes            parts up to there were acknowledged as held
 * A number                  acknowledged
 * D number                  given up: stays in doubt
 * X text                    a promise was broken
 * </pre>
 */
final class CrashLog implements Closeable {
    record Content(long seed, int size) {
        byte[] bytes() {
            return Trees.bytes(seed, size);
        }
    }

    /** @param fields as in the log, from the kind on */
    record Change(int number, List<String> fields) {
        String kind() {
            return fields.get(0);
        }

        String name() {
            return fields.get(1);
        }

        String target() {
            return fields.get(2);
        }

        Content content() {
            return new Content(Long.parseLong(fields.get(2)), Integer.parseInt(fields.get(3)));
        }

        String uploadId() {
            return fields.get(4);
        }

        /** Of files that it may change; of a tree that is removed, all that were known in it. */
        List<String> names() {
            return switch (kind()) {
                case "move" -> List.of(name(), target());
                case "tree" -> fields.subList(2, fields.size());
                default -> List.of(name());
            };
        }
    }

    private final Path file;
    private final FileChannel out;
    private final TreeMap<String, Content> present = new TreeMap<>();
    private final Set<String> gone = new HashSet<>();
    private final Map<Integer, Change> doubtful = new LinkedHashMap<>();
    private final Map<Integer, Long> held = new LinkedHashMap<>();
    private final Set<Integer> givenUp = new HashSet<>();
    private final List<String> broken = new ArrayList<>();
    private int number;
    private int acknowledged;

    private CrashLog(Path file, FileChannel out) {
        this.file = file;
        this.out = out;
    }

    /** Goes on with what is in the file. The last line counts only when it is whole. */
    static CrashLog open(Path file) throws IOException {
        String text = Files.exists(file) ? Files.readString(file) : "";
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        CrashLog log = new CrashLog(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        log.out.truncate(whole.length());
        log.out.position(whole.length());
        whole.lines().forEach(log::take);
        return log;
    }

    private void take(String line) {
        List<String> fields = List.of(line.split(" "));
        String name = fields.get(1);
        switch (fields.get(0)) {
            case "S" -> present.put(name, new Content(Long.parseLong(fields.get(2)), Integer.parseInt(fields.get(3))));
            case "G" -> gone.add(name);
            case "B" -> {
                number = Integer.parseInt(name);
                doubtful.put(number, new Change(number, fields.subList(2, fields.size())));
            }
            case "H" -> held.put(Integer.parseInt(name), Long.parseLong(fields.get(2)));
            case "A" -> {
                apply(doubtful.remove(Integer.parseInt(name)));
                acknowledged++;
            }
            case "D" -> givenUp.add(Integer.parseInt(name));
            case "X" -> broken.add(line);
            default -> throw new IllegalStateException(line);
        }
    }

    private void apply(Change change) {
        switch (change.kind()) {
            case "put", "parts" -> {
                present.put(change.name(), change.content());
                gone.remove(change.name());
            }
            case "move" -> {
                present.put(change.target(), present.remove(change.name()));
                gone.add(change.name());
                gone.remove(change.target());
            }
            case "delete", "tree" -> {
                present.keySet().removeAll(change.names());
                gone.addAll(change.names());
            }
            default -> throw new IllegalStateException(change.toString());
        }
    }

    private void write(String line) throws IOException {
        take(line);
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    Change begin(String fields) throws IOException {
        write("B " + (number + 1) + " " + fields);
        return doubtful.get(number);
    }

    void acknowledged(Change change) throws IOException {
        write("A " + change.number);
    }

    void held(Change change, long bytes) throws IOException {
        write("H " + change.number + " " + bytes);
    }

    void giveUp(Change change) throws IOException {
        write("D " + change.number);
    }

    void broken(String text) throws IOException {
        write("X " + text.replace('\n', ' '));
    }

    /** Files that are there for certain and in no doubt since. */
    TreeMap<String, Content> certain() {
        TreeMap<String, Content> certain = new TreeMap<>(present);
        doubtful.values().forEach(change -> certain.keySet().removeAll(change.names()));
        return certain;
    }

    /** Names that are gone for certain. */
    Set<String> gone() {
        Set<String> certain = new HashSet<>(gone);
        doubtful.values().forEach(change -> change.names().forEach(certain::remove));
        return certain;
    }

    List<Change> doubtful() {
        return List.copyOf(doubtful.values());
    }

    /** What has the name if the doubtful change was not made; null for nothing. */
    Content before(String name) {
        return present.get(name);
    }

    /** Uploads in parts that can go on. */
    List<Change> unfinished() {
        return doubtful.values().stream()
                .filter(change -> change.kind().equals("parts") && !givenUp.contains(change.number))
                .toList();
    }

    long held(Change change) {
        return held.getOrDefault(change.number, 0L);
    }

    int number() {
        return number;
    }

    int acknowledged() {
        return acknowledged;
    }

    List<String> broken() {
        return broken;
    }

    /** Writes the log anew without what is in doubt, but for uploads that can go on. The caller removes those files. */
    void compact() throws IOException {
        StringBuilder text = new StringBuilder();
        certain().forEach((name, content) -> text.append("S " + name + " " + content.seed + " " + content.size + "\n"));
        for (Change change : unfinished()) {
            Content old = present.get(change.name());
            if (old != null) {
                text.append("S " + change.name() + " " + old.seed + " " + old.size + "\n");
            }
            text.append("B " + change.number + " " + String.join(" ", change.fields) + "\n");
            text.append("H " + change.number + " " + held(change) + "\n");
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
