package io.filetransfer.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Packages point one way, and circles inside of them do not grow. */
class PackagesTest {
    /** From a package to those it may use. A new package is entered here, above what it uses. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("codec", Set.of()),
            Map.entry("codec.body", Set.of("codec")),
            Map.entry("codec.legacy", Set.of("codec")),
            Map.entry("codec.http", Set.of("codec", "codec.body")),
            Map.entry("codec.path", Set.of()),
            Map.entry("server.watch", Set.of()),
            Map.entry("server.address", Set.of()),
            Map.entry("server.tls", Set.of("codec", "server.watch")),
            Map.entry("server.storage", Set.of("codec")),
            Map.entry("server.link", Set.of("codec", "server.storage", "server.watch")),
            Map.entry(
                    "server.user", Set.of("codec", "server.address", "server.link", "server.storage", "server.watch")),
            Map.entry("server.archive", Set.of("codec")),
            Map.entry("server.storage.local", Set.of("codec", "server.storage")),
            Map.entry("server.quota", Set.of("codec", "server.storage", "server.user")),
            Map.entry("server.lock", Set.of("codec", "server.storage")),
            Map.entry("server.event", Set.of("codec", "server.address", "server.storage")),
            Map.entry("server.admin", Set.of("codec", "codec.http")),
            Map.entry("server.health", Set.of("codec")),
            Map.entry("server.metrics", Set.of("codec", "server.event", "server.storage")),
            Map.entry(
                    "server.exchange",
                    Set.of(
                            "codec",
                            "codec.body",
                            "server.archive",
                            "server.link",
                            "server.storage",
                            "server.event",
                            "server.lock",
                            "server.user")),
            Map.entry(
                    "server",
                    Set.of(
                            "codec",
                            "codec.body",
                            "codec.http",
                            "codec.legacy",
                            "codec.path",
                            "server.address",
                            "server.admin",
                            "server.health",
                            "server.metrics",
                            "server.storage",
                            "server.storage.local",
                            "server.event",
                            "server.exchange",
                            "server.link",
                            "server.lock",
                            "server.quota",
                            "server.tls",
                            "server.user",
                            "server.watch")),
            Map.entry("server.doctor", Set.of("codec", "server", "server.tls", "server.user")),
            Map.entry(
                    "server.program",
                    Set.of(
                            "codec",
                            "server",
                            "server.doctor",
                            "server.event",
                            "server.quota",
                            "server.storage",
                            "server.storage.local",
                            "server.tls",
                            "server.user",
                            "server.watch")),
            Map.entry("client", Set.of("codec")),
            Map.entry("client.failure", Set.of("codec", "client")),
            Map.entry(
                    "client.net",
                    Set.of("codec", "codec.body", "codec.legacy", "codec.path", "client", "client.failure")),
            Map.entry("client.content", Set.of("codec", "codec.body", "client", "client.failure")),
            Map.entry(
                    "client.transfer",
                    Set.of("codec", "codec.body", "client", "client.failure", "client.net", "client.content")),
            Map.entry("client.work", Set.of("client")),
            Map.entry("client.tree", Set.of("codec", "client", "client.work")),
            Map.entry("client.cli", Set.of("codec", "client", "client.work", "client.tree")));

    /** From a class of an API to the packages that do its work, and that know the API as what they are asked and answer. */
    private static final Map<String, Set<String>> FACADES = Map.of(
            "io.filetransfer.client.FileTransferClient", Set.of("client.transfer", "client.net", "client.failure"),
            "io.filetransfer.client.Leftover", Set.of("client.content"));

    /**
     * The largest group of classes of a package that all reach each other. These are ceilings, to be lowered and never
     * raised: what is in a circle can only be understood whole.
     */
    private static final Map<String, Integer> LARGEST_CIRCLE = Map.ofEntries(
            Map.entry("codec", 1),
            Map.entry("codec.body", 1),
            Map.entry("codec.legacy", 1),
            Map.entry("codec.http", 1),
            Map.entry("codec.path", 1),
            Map.entry("server.storage", 1),
            Map.entry("server.storage.local", 2),
            Map.entry("server.doctor", 1),
            Map.entry("server.event", 1),
            Map.entry("server.admin", 1),
            Map.entry("server.health", 1),
            Map.entry("server.metrics", 1),
            Map.entry("server.lock", 1),
            Map.entry("server.quota", 1),
            Map.entry("server.watch", 1),
            Map.entry("server.address", 1),
            Map.entry("server.tls", 1),
            Map.entry("server.link", 1),
            Map.entry("server.user", 1),
            Map.entry("server.exchange", 2),
            Map.entry("server", 1),
            Map.entry("server.program", 1),
            Map.entry("client", 1),
            Map.entry("client.failure", 1),
            Map.entry("client.net", 2),
            Map.entry("client.content", 1),
            Map.entry("client.transfer", 1),
            Map.entry("client.work", 1),
            Map.entry("client.tree", 2),
            Map.entry("client.cli", 1));

    @Test
    void packagesPointOneWay() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : Production.CLASSES) {
            Set<String> allowed = MAY_USE.get(Production.shortPackage(type));
            assertTrue(allowed != null, "a package that this test does not know: " + type.getPackageName());
            for (Dependency arrow : arrows(type)) {
                String target = Production.shortPackage(arrow.getTargetClass().getBaseComponentType());
                boolean facade = FACADES.getOrDefault(Production.file(type).getName(), Set.of())
                        .contains(target);
                if (!target.equals(Production.shortPackage(type)) && !allowed.contains(target) && !facade) {
                    wrong.add(arrow.getDescription());
                }
            }
        }
        assertEquals(Set.of(), wrong);
    }

    /** But for the programs' entries. */
    @Test
    void aNameMeansOneThing() {
        Map<String, Set<String>> named = new TreeMap<>();
        for (JavaClass type : Production.CLASSES) {
            JavaClass file = Production.file(type);
            if (!file.getSimpleName().equals("package-info")) {
                named.computeIfAbsent(file.getSimpleName(), absent -> new TreeSet<>())
                        .add(file.getName());
            }
        }
        named.values().removeIf(types -> types.size() == 1);
        assertEquals(Set.of("Main"), named.keySet());
    }

    @Test
    void theAllowedArrowsMakeNoCircle() {
        assertEquals(List.of(), Circles.of(MAY_USE));
    }

    @Test
    void circlesInsideOfPackagesDoNotGrow() {
        Map<String, List<Set<String>>> tooLarge = new TreeMap<>();
        byPackage().forEach((name, arrows) -> {
            for (Set<String> circle : Circles.of(arrows)) {
                if (circle.size() > LARGEST_CIRCLE.get(name)) {
                    tooLarge.computeIfAbsent(name, absent -> new ArrayList<>()).add(circle);
                }
            }
        });
        assertEquals(Map.of(), tooLarge);
    }

    /** For each package the arrows between its files. */
    private static Map<String, Map<String, Set<String>>> byPackage() {
        Map<String, Map<String, Set<String>>> packages = new HashMap<>();
        Function<JavaClass, String> file = type -> Production.file(type).getSimpleName();
        for (JavaClass type : Production.CLASSES) {
            Map<String, Set<String>> arrows =
                    packages.computeIfAbsent(Production.shortPackage(type), absent -> new TreeMap<>());
            Set<String> targets = arrows.computeIfAbsent(file.apply(type), absent -> new TreeSet<>());
            for (Dependency arrow : arrows(type)) {
                JavaClass target = arrow.getTargetClass();
                boolean samePackage =
                        Production.shortPackage(target.getBaseComponentType()).equals(Production.shortPackage(type));
                if (samePackage && !file.apply(target).equals(file.apply(type))) {
                    targets.add(file.apply(target));
                }
            }
        }
        return packages;
    }

    private static List<Dependency> arrows(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .filter(arrow -> Production.contains(arrow.getTargetClass().getBaseComponentType()))
                .toList();
    }
}
