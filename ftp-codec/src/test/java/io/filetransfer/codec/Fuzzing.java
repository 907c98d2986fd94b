package io.filetransfer.codec;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Runs a fuzz target: a class with {@code public static void fuzzerTestOneInput(byte[])}, which throws if something is wrong.
 * In every build it gets its seeds, the findings that are kept in {@code src/test/fuzz/NAME}, and some of both with mistakes
 * in them. With {@code -Dfuzz.seconds=<number>}, and Jazzer on the class path, that takes them further for so long, led by
 * the code that is reached; what it finds is a file in {@code target/fuzz/NAME}, to be moved to the findings.
 */
public final class Fuzzing {
    private static final String ENTRY = "fuzzerTestOneInput";
    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final int MUTATIONS = 300;

    private Fuzzing() {}

    public static void run(Class<?> target, List<byte[]> seeds) throws Exception {
        List<byte[]> inputs = new ArrayList<>(seeds);
        inputs.addAll(findings(target));
        Method entry = target.getMethod(ENTRY, byte[].class);
        for (byte[] input : inputs) {
            feed(entry, input);
        }
        Seeds.run(MUTATIONS, random -> feed(entry, mutated(random, inputs.get(random.nextInt(inputs.size())))));
        Integer seconds = Integer.getInteger("fuzz.seconds");
        if (seconds != null && isThere()) {
            runJazzer(target, inputs, seconds);
        }
    }

    private static void feed(Method entry, byte[] input) throws Exception {
        try {
            entry.invoke(null, (Object) input);
        } catch (InvocationTargetException e) {
            throw new AssertionError("Of " + HexFormat.of().formatHex(input), e.getCause());
        }
    }

    private static List<byte[]> findings(Class<?> target) throws IOException {
        Path directory = Path.of("src/test/fuzz", target.getSimpleName());
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<byte[]> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                found.add(Files.readAllBytes(file));
            }
        }
        return found;
    }

    private static byte[] mutated(Random random, byte[] good) {
        byte[] changed = Arrays.copyOf(good, random.nextInt(8) == 0 ? random.nextInt(good.length + 1) : good.length);
        for (int i = random.nextInt(4); i > 0 && changed.length > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        return changed;
    }

    private static boolean isThere() {
        return Fuzzing.class.getClassLoader().getResource(JAZZER.replace('.', '/') + ".class") != null;
    }

    private static void runJazzer(Class<?> target, List<byte[]> seeds, int seconds) throws Exception {
        Path directory = Files.createDirectories(Path.of("target/fuzz", target.getSimpleName()));
        Path corpus = Files.createDirectories(directory.resolve("corpus"));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(corpus.resolve("seed" + i), seeds.get(i));
        }
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        JAZZER,
                        "--target_class=" + target.getName(),
                        "--instrumentation_includes=io.filetransfer.**",
                        "--custom_hook_includes=io.filetransfer.**",
                        "--reproducer_path=" + directory,
                        "-artifact_prefix=" + directory + "/",
                        "-max_total_time=" + seconds,
                        "-rss_limit_mb=4096",
                        "-print_final_stats=1",
                        corpus.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            int status = process.waitFor();
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            lines.stream()
                    .filter(line -> line.contains("number_of_executed_units") || line.startsWith("Done "))
                    .forEach(line -> System.out.println(target.getSimpleName() + ": " + line));
            if (status != 0) {
                throw new AssertionError(
                        "Jazzer found something: " + log.toAbsolutePath() + "\n" + String.join("\n", last(lines)));
            }
        } finally {
            process.destroy();
        }
    }

    private static List<String> last(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - 60), lines.size());
    }
}
