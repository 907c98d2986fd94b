package io.filetransfer.integration;

import io.filetransfer.codec.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser without a window, driven by its DevTools protocol: one page of it. */
final class Chromium implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Pattern ID = Pattern.compile("^\\{\"id\":(\\d+)");
    private static final Pattern VALUE = Pattern.compile("\"value\":\"([A-Za-z0-9+/=]*)\"");
    private static final int LIMIT_SECONDS = 60;

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger commands = new AtomicInteger();
    private final Map<Integer, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
    private String session;

    /** @param profile an empty directory */
    Chromium(Path profile) throws Exception {
        ProcessBuilder program = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--headless=new",
                        "--no-sandbox", // tests may run as root
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(false);
        program.environment().put("TMPDIR", profile.toString()); // it leaves some there
        process = program.start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address()), new Answers())
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        String target = found("\"targetId\":\"([^\"]+)\"", command("Target.createTarget", "\"url\":\"about:blank\""));
        session = found(
                "\"sessionId\":\"([^\"]+)\"",
                command("Target.attachToTarget", "\"targetId\":\"" + target + "\",\"flatten\":true"));
        command("Page.enable", "");
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** It says where it listens on its standard error, whose rest nobody wants. */
    private String address() throws Exception {
        CompletableFuture<String> said = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines = new BufferedReader(
                            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            if (line.contains("ws://")) {
                                said.complete(line.substring(line.indexOf("ws://")));
                            }
                        }
                    } catch (IOException ended) {
                        // Nothing is said any more.
                    }
                    said.completeExceptionally(new IllegalStateException("Chromium has ended"));
                },
                "chromium");
        reader.setDaemon(true);
        reader.start();
        return said.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private final class Answers implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                Matcher id = ID.matcher(text);
                if (id.find()) {
                    CompletableFuture<String> waiting = answers.remove(Integer.parseInt(id.group(1)));
                    if (waiting != null) {
                        waiting.complete(text.toString());
                    }
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    /** @param parameters as members of a JSON object */
    String command(String method, String parameters) throws Exception {
        int id = commands.incrementAndGet();
        CompletableFuture<String> answer = new CompletableFuture<>();
        answers.put(id, answer);
        String to = session == null ? "" : ",\"sessionId\":\"" + session + "\"";
        socket.sendText(
                        "{\"id\":" + id + ",\"method\":\"" + method + "\"" + to + ",\"params\":{" + parameters + "}}",
                        true)
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    void open(String url) throws Exception {
        command("Page.navigate", "\"url\":" + quoted(url));
    }

    /** What an expression is, as text. */
    String evaluate(String expression) throws Exception {
        String text = "(async () => btoa(unescape(encodeURIComponent(String(await (" + expression + "))))))()";
        String answer = command(
                "Runtime.evaluate", "\"expression\":" + quoted(text) + ",\"awaitPromise\":true,\"returnByValue\":true");
        Matcher value = VALUE.matcher(answer);
        if (!value.find()) {
            throw new IllegalStateException(answer);
        }
        return new String(Base64.getDecoder().decode(value.group(1)), StandardCharsets.UTF_8);
    }

    /** Waits until an expression is true; one that fails is not. */
    void until(String condition) throws Exception {
        Await.until(
                condition,
                () -> evaluate("(() => { try { return !!(" + condition + "); } catch { return false; } })()")
                        .equals("true"));
    }

    void click(String selector) throws Exception {
        until("document.querySelector('" + selector + "')");
        evaluate("document.querySelector('" + selector + "').click()");
    }

    /** Text into a field, as if it was typed. */
    void type(String selector, String text) throws Exception {
        evaluate("document.querySelector('" + selector + "').focus()");
        evaluate("document.querySelector('" + selector + "').select()");
        command("Input.insertText", "\"text\":" + quoted(text));
    }

    /** A file or, where the field takes one, a directory. */
    void choose(String selector, Path path) throws Exception {
        String field =
                command("Runtime.evaluate", "\"expression\":" + quoted("document.querySelector('" + selector + "')"));
        command(
                "DOM.setFileInputFiles",
                "\"files\":[" + quoted(path.toString()) + "],\"objectId\":"
                        + quoted(found("\"objectId\":\"([^\"]+)\"", field)));
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException(text);
        }
        return matcher.group(1);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }
}
