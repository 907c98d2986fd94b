package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.codec.Await;
import io.filetransfer.server.AdminAddress;
import io.filetransfer.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server's figures, as Prometheus and its tools take them. Skipped where there is no Prometheus (Debian: prometheus). */
@Timeout(120)
class PrometheusIT extends Served {
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final Path TOOL = Path.of("/usr/bin/promtool");
    private static final Path MONITORING = Path.of("../ftp-server/monitoring");
    private static final Pattern METRIC = Pattern.compile("ftp_server_[a-z_]+");

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @BeforeAll
    static void isThere() {
        assumeTrue(Files.isExecutable(PROMETHEUS) && Files.isExecutable(TOOL), "there is no Prometheus");
    }

    @Override
    ServerConfig.Builder with(ServerConfig.Builder config) {
        return config.admin(List.of(AdminAddress.parse("127.0.0.1:0")));
    }

    private String figures(String accept) throws Exception {
        return get(server.adminAddress().getPort(), "/metrics", accept);
    }

    private String get(int port, String path, String accept) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return http.send(
                        HttpRequest.newBuilder(uri).header("Accept", accept).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Something of most kinds. */
    private void transfer() throws Exception {
        Path file = Files.write(local.resolve("file"), new byte[100_000]);
        Client.get(client.put(PutRequest.of("file"), file).future());
        Client.get(client.get(GetRequest.of("file"), local.resolve("back")).future());
        client.get(GetRequest.of("none"), local.resolve("none"))
                .future()
                .handle((none, failed) -> failed)
                .get();
    }

    private static void tool(Path input, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(arguments).redirectErrorStream(true);
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    @Test
    void promtoolFindsNothingToBlame() throws Exception {
        transfer();
        Path text = Files.writeString(directory.resolve("metrics"), own(figures("text/plain")));
        tool(text, TOOL.toString(), "check", "metrics");
        tool(
                null,
                TOOL.toString(),
                "check",
                "rules",
                MONITORING.resolve("alerts.yml").toString());
    }

    /** Without those of the JVM, whose names are the library's. */
    private static String own(String figures) {
        return figures.lines().filter(line -> line.contains("ftp_server_")).collect(Collectors.joining("\n", "", "\n"));
    }

    /** What the package's files and the manual name is there, and the manual names what is there. */
    @Test
    void rulesDashboardAndManualNameWhatThereIs() throws Exception {
        transfer();
        Set<String> families = names(own(figures("text/plain"))
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .collect(Collectors.joining("\n")));
        for (String file : List.of("alerts.yml", "dashboard.json")) {
            Set<String> used = names(Files.readString(MONITORING.resolve(file)));
            used.removeIf(name -> families.contains(name.replaceFirst("_(bucket|sum|count)$", "")));
            used.removeAll(Set.of(
                    "ftp_server_unfinished_uploads_oldest_timestamp_seconds",
                    "ftp_server_certificate_not_after_timestamp_seconds")); // of what is not there now
            assertEquals(Set.of(), used, file);
        }
        String manual = Files.readString(Path.of("../ftp-server/OPERATIONS.md"));
        families.removeIf(name -> manual.contains("`" + name.substring("ftp_server_".length()) + "`"));
        assertEquals(Set.of(), families);
    }

    private static Set<String> names(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aRealPrometheusScrapesAndItsRulesRun() throws Exception {
        transfer();
        Path rules = MONITORING.resolve("alerts.yml").toAbsolutePath().normalize();
        Path config = Files.writeString(directory.resolve("prometheus.yml"), """
                global: {scrape_interval: 200ms, evaluation_interval: 200ms}
                rule_files: [%s]
                scrape_configs:
                  - job_name: ftp-server
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                """.formatted(
                        rules, server.adminAddress().getPort()));
        Process prometheus = new ProcessBuilder(
                        PROMETHEUS.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        try {
            int port = port(directory.resolve("log"));
            Await.until("scraped", () -> value(port, "up{job=\"ftp-server\"}").equals("1"));
            Await.until(
                    "counted",
                    () -> value(port, "sum(ftp_server_requests_total{choice=\"get\",result=\"not_found\"})")
                            .equals("1"));
            assertEquals("100000", value(port, "ftp_server_received_bytes_total"));
            assertEquals("100000", value(port, "ftp_server_sent_bytes_total"));
            Await.until("ready", () -> value(port, "ftp_server_ready").equals("1"));
            String evaluated = get(port, "/api/v1/rules", "*/*");
            assertTrue(evaluated.contains("FtpServerNotReady"), evaluated);
            for (String panel : panels()) {
                String answer = query(port, panel);
                assertTrue(answer.startsWith("{\"status\":\"success\""), panel + ": " + answer);
            }
        } finally {
            prometheus.destroy();
            assertTrue(prometheus.waitFor(30, TimeUnit.SECONDS));
        }
    }

    /** It says where it listens in its log; before that, that it was told to listen on 0. */
    private static int port(Path log) throws Exception {
        Pattern listening = Pattern.compile("address=127\\.0\\.0\\.1:([1-9][0-9]*)");
        Await.until(() -> read(log), () -> listening.matcher(read(log)).find());
        Matcher said = listening.matcher(read(log));
        assertTrue(said.find());
        return Integer.parseInt(said.group(1));
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }

    private List<String> panels() throws Exception {
        return Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"")
                .matcher(Files.readString(MONITORING.resolve("dashboard.json")))
                .results()
                .map(found -> found.group(1)
                        .replace("\\\"", "\"")
                        .replace("$instance", ".*")
                        .replace("$__rate_interval", "1m"))
                .toList();
    }

    private String query(int port, String expression) throws Exception {
        return get(port, "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8), "*/*");
    }

    /** Of the only sample; empty if there is none. */
    private String value(int port, String expression) {
        try {
            Matcher value = Pattern.compile("\"value\":\\[[0-9.]+,\"([^\"]*)\"").matcher(query(port, expression));
            return value.find() ? value.group(1) : "";
        } catch (Exception notThereYet) {
            return "";
        }
    }
}
