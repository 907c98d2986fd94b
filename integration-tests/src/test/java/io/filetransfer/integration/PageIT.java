package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.server.Bandwidth;
import io.filetransfer.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser. */
@Timeout(180)
class PageIT extends Served {
    private static final String NAMES =
            "[...document.querySelectorAll('#rows .text')].map(e => e.textContent).join(' ')";

    @TempDir
    Path profile;

    private Chromium browser;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Chromium.isInstalled(), "Chromium is not installed (Debian's package chromium)");
        browser = new Chromium(profile);
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    private void open(String path) throws Exception {
        browser.open("http://" + host + path);
        browser.until("/entr/.test(document.getElementById('status').textContent)");
    }

    private void seen(String names) throws Exception {
        browser.until(NAMES + " === '" + names + "'");
    }

    @Test
    void listsSortsFiltersAndWalks() throws Exception {
        Files.createDirectories(root.resolve("deep/er"));
        Files.writeString(root.resolve("a10.txt"), "x");
        Files.writeString(root.resolve("a9.txt"), "xxx");
        Files.writeString(root.resolve("b.txt"), "xx");
        open("/");
        seen("deep a9.txt a10.txt b.txt");
        browser.click("[data-sort=size]");
        seen("deep a9.txt b.txt a10.txt");
        browser.type("#filter", "A1");
        seen("a10.txt");
        browser.click("#crumbs a");
        seen("deep a9.txt b.txt a10.txt");
        browser.click("#rows tr[data-index=\"0\"] a");
        seen("er");
        assertEquals("/deep/", browser.evaluate("location.pathname"));
        browser.evaluate("history.back()");
        seen("deep a9.txt b.txt a10.txt");
    }

    @Test
    void keepsFewRowsOfMany() throws Exception {
        for (int i = 0; i < 2000; i++) {
            Files.createFile(root.resolve("f" + i));
        }
        open("/");
        browser.until("document.getElementById('status').textContent.replace(/\\D/g, '') === '2000'");
        browser.until("document.querySelectorAll('#rows tr').length < 100");
        browser.evaluate("document.getElementById('list').scrollTop = 1e9");
        browser.until(NAMES + ".endsWith('f1999')");
    }

    @Test
    void uploadsAndReplacesOnlyAfterAsking() throws Exception {
        Path file = local.resolve("new & \u00fc.bin");
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        Files.write(file, content);
        open("/");
        browser.choose("#files", file);
        browser.until("document.querySelector('#uploads li[data-state=done]')");
        Path stored = root.resolve("new & \u00fc.bin");
        assertArrayEquals(content, Files.readAllBytes(stored));
        seen("new & \u00fc.bin");

        Files.writeString(file, "other");
        browser.choose("#files", file);
        browser.until("document.querySelector('#uploads li[data-state=exists]')");
        assertArrayEquals(content, Files.readAllBytes(stored));
        browser.click("#uploads li[data-state=exists] button");
        browser.until("document.querySelectorAll('#uploads li[data-state=done]').length === 2");
        assertEquals("other", Files.readString(stored));
    }

    @Test
    void makesUploadsAndRenamesFolders() throws Exception {
        Path tree = Files.createDirectories(local.resolve("tree"));
        Files.createDirectories(tree.resolve("in/deep"));
        Files.writeString(tree.resolve("a.txt"), "a");
        Files.writeString(tree.resolve("in/deep/b.txt"), "b");
        open("/");
        browser.until("!document.getElementById('new-folder').hidden");
        browser.choose("#folder", tree);
        browser.until("document.querySelectorAll('#uploads li[data-state=done]').length === 2");
        assertEquals("b", Files.readString(root.resolve("tree/in/deep/b.txt")));
        seen("tree");
        browser.click("#new-folder");
        browser.type("#ask-value", "made");
        browser.click("#ask-yes");
        seen("made tree");
        browser.click("#rows tr[data-index=\"1\"] [data-control=more]");
        browser.click("#details-rename");
        browser.type("#ask-value", "other");
        browser.click("#ask-yes");
        seen("made other");
        assertEquals("a", Files.readString(root.resolve("other/a.txt")));
    }

    @Test
    void deletesAfterAsking() throws Exception {
        Files.writeString(root.resolve("a.txt"), "x");
        Files.createDirectories(root.resolve("full/of"));
        open("/");
        browser.click("#pick-all");
        browser.click("#delete-selected");
        browser.click("#ask-no");
        seen("full a.txt");
        browser.click("#delete-selected");
        browser.click("#ask-yes");
        seen("");
        Await.until("the file goes", () -> Files.notExists(root.resolve("a.txt")));
        assertFalse(Files.exists(root.resolve("full")));
    }

    @Test
    void runsNothingOfWhatItShows() throws Exception {
        String name = "<img src=x onerror=\"document.title='run'\">.txt";
        Files.writeString(root.resolve(name), "<script>document.title='run'</script>");
        open("/");
        browser.click("#rows [data-control=more]");
        browser.until("document.querySelector('#preview pre').textContent.startsWith('<script>')");
        browser.until("/CRC-32C|SHA-256|Kind/.test(document.getElementById('facts').textContent)");
        assertEquals(name, browser.evaluate("document.getElementById('details-name').textContent"));
        assertEquals("Files", browser.evaluate("document.title"));
    }

    /** Which offsets pieces of uploads begin at is kept in the page. */
    private static final String SPY =
            "(() => { window.offsets = []; const set = XMLHttpRequest.prototype.setRequestHeader;"
                    + " XMLHttpRequest.prototype.setRequestHeader = function (name, value) {"
                    + " if (name === 'Upload-Offset') { window.offsets.push(Number(value)); }"
                    + " return set.call(this, name, value); }; })()";

    private static final String HOW = "parseInt(document.querySelector('#uploads .how').textContent)";

    /** It takes some seconds, so that it can be cut in between. */
    private void serveSlowly() throws Exception {
        serveAnew(ServerConfig.builder(root)
                .port(0)
                .bandwidth(new Bandwidth(6 << 20, 0))
                .build());
    }

    @Test
    void anUploadGoesOnAfterAReload() throws Exception {
        byte[] content = Trees.bytes(5, 16 << 20);
        Path file = Files.write(local.resolve("large.bin"), content);
        serveSlowly();
        open("/");
        browser.choose("#files", file);
        browser.until(HOW + " >= 60"); // some MiB of that are still on their way
        browser.evaluate("location.reload()");
        browser.until("document.getElementById('cut-text').textContent.includes('/large.bin')");
        browser.until("!document.getElementById('choose-files').hidden");
        browser.evaluate(SPY);
        browser.choose("#files", file);
        browser.until("document.querySelector('#uploads li[data-state=done]')");
        // A piece that is tried while the server still reads the one that was cut is refused.
        browser.until("window.offsets.length > 0 && window.offsets.at(-1) > 0");
        assertArrayEquals(content, Files.readAllBytes(root.resolve("large.bin")));
        assertEquals("0", browser.evaluate("Object.keys(localStorage).length"));
    }

    /** A server that is killed has of a piece what it noted, every five seconds: perhaps nothing. It is whole in the end. */
    @Test
    void anUploadGoesOnAfterTheServerWasKilled() throws Exception {
        Path served = Files.createDirectory(local.resolve("served"));
        byte[] content = Trees.bytes(7, 16 << 20);
        Path file = Files.write(local.resolve("large.bin"), content);
        ServerProcess server = ServerProcess.start(served, "--rate-limit", "6M");
        try {
            String port = Integer.toString(server.port());
            browser.open("http://127.0.0.1:" + port + "/");
            browser.until("/entr/.test(document.getElementById('status').textContent)");
            browser.choose("#files", file);
            browser.until(HOW + " >= 30");
            server.kill();
            server = ServerProcess.start(served, "--port", port);
            browser.until("document.querySelector('#uploads li[data-state=done]')");
            assertArrayEquals(content, Files.readAllBytes(served.resolve("large.bin")));
        } finally {
            server.close();
        }
    }

    @Test
    void anUploadIsPausedAndResumedAndGivenUp() throws Exception {
        byte[] content = Trees.bytes(6, 16 << 20);
        Path file = Files.write(local.resolve("large.bin"), content);
        serveSlowly();
        open("/");
        browser.evaluate(SPY);
        browser.choose("#files", file);
        browser.until(HOW + " >= 60"); // some MiB of that are still on their way
        browser.click("#uploads li button");
        browser.until("document.querySelector('#uploads li[data-state=paused]')");
        browser.click("#uploads li button");
        browser.until("document.querySelector('#uploads li[data-state=done]')");
        browser.until("window.offsets.length >= 2 && window.offsets.at(-1) > 0");
        assertArrayEquals(content, Files.readAllBytes(root.resolve("large.bin")));

        Path other = Files.write(local.resolve("other.bin"), content);
        browser.choose("#files", other);
        browser.until("document.querySelector('#uploads li[data-state=sending]')");
        browser.until("Object.keys(localStorage).length === 1");
        browser.click("#uploads-cancel");
        browser.until("document.querySelector('#uploads li[data-state=cancelled]')");
        browser.until("Object.keys(localStorage).length === 0");
        assertFalse(Files.exists(root.resolve("other.bin")));
    }

    @Test
    void aSelectionComesAsAZip() throws Exception {
        Path downloads = Files.createDirectory(local.resolve("downloads"));
        Files.createDirectories(root.resolve("d/in"));
        Files.writeString(root.resolve("d/in/a.txt"), "a");
        Files.writeString(root.resolve("b.txt"), "b");
        open("/");
        browser.command("Browser.setDownloadBehavior", "\"behavior\":\"allow\",\"downloadPath\":\"" + downloads + "\"");
        browser.click("#pick-all");
        browser.click("#download-selected");
        Path zip = downloads.resolve("files.zip");
        Await.until("a zip", () -> Files.exists(zip) && Files.size(zip) > 0); // its name is taken before it is there
        try (ZipFile files = new ZipFile(zip.toFile())) {
            String names = files.stream().map(ZipEntry::getName).sorted().collect(Collectors.joining(" "));
            assertEquals("b.txt d/ d/in/ d/in/a.txt", names);
        }
    }
}
