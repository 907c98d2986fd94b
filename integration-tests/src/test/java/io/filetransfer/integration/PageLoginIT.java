package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a server with users, in a real browser. */
@Timeout(180)
class PageLoginIT extends UsersServed {
    private static final String NAMES =
            "[...document.querySelectorAll('#rows .text')].map(e => e.textContent).join(' ')";
    private static final String ASKED = "document.getElementById('login').open";

    @TempDir
    Path profile;

    private Chromium browser;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Chromium.isInstalled(), "Chromium is not installed (Debian's package chromium)");
        serve();
        Files.createDirectories(root.resolve("home/alice"));
        Files.writeString(root.resolve("home/alice/mine.txt"), "of alice");
        browser = new Chromium(profile);
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    private void open(String path) throws Exception {
        browser.open("http://127.0.0.1:" + server.port() + path);
        browser.until(ASKED);
    }

    private void login(String user, String password) throws Exception {
        browser.type("#login-user", user);
        browser.type("#login-password", password);
        browser.click("#login-yes");
    }

    @Test
    void logsInChangesAndLogsOut() throws Exception {
        open("/");
        login("alice", "wrong");
        browser.until("document.getElementById('login-problem').textContent");
        login("alice", "password of alice");
        browser.until(NAMES + " === 'mine.txt'");
        browser.until("document.getElementById('account-name').textContent === 'alice'");
        assertEquals("", browser.evaluate("document.cookie"), "no script sees the session");

        browser.click("#new-folder");
        browser.type("#ask-value", "made");
        browser.click("#ask-yes");
        Await.until("a folder", () -> Files.isDirectory(root.resolve("home/alice/made")));
        browser.choose("#files", source);
        browser.until("document.querySelector('#uploads li[data-state=done]')");

        browser.evaluate("location.reload()");
        browser.until(NAMES + " === 'made mine.txt source'");
        browser.click("#logout");
        browser.until(ASKED);
        assertEquals("", browser.evaluate(NAMES));
    }

    @Test
    void aSessionThatEndedIsBegunAgainWhereTheReaderIs() throws Exception {
        open("/");
        login("alice", "password of alice");
        browser.until(NAMES + " === 'mine.txt'");
        browser.evaluate(
                "fetch('/.filetransfer/session', {method: 'DELETE', headers: {'X-Requested-With': 'x'}}).then(() => 0)");
        browser.until("fetch('/.filetransfer/session').then(a => a.json()).then(j => j.user === null)");
        browser.choose("#files", source);
        browser.until(ASKED);
        login("alice", "password of alice");
        browser.until("document.querySelector('#uploads li[data-state=done]')");
        assertEquals(-1, Files.mismatch(source, root.resolve("home/alice/source")));
    }

    @Test
    void aFileThatWasAskedForComesAfterTheLogin() throws Exception {
        open("/mine.txt");
        login("alice", "password of alice");
        browser.until("document.body.textContent === 'of alice'");
    }

    @Test
    void onlyWhatMayBeDoneIsOffered() throws Exception {
        Files.writeString(root.resolve("a.txt"), "x");
        open("/");
        login("reader", "password of reader");
        browser.until(NAMES + " === 'home a.txt'");
        browser.until("!document.getElementById('download-all').hidden");
        browser.click("#pick-all");
        browser.click("#rows tr[data-index=\"1\"] [data-control=more]");
        String shown = browser.evaluate(
                "[...document.querySelectorAll('button, a.button')]"
                        + ".filter(each => each.offsetParent !== null && each.id !== '').map(each => each.id).sort().join(' ')");
        assertEquals(
                "clear-selected details-close details-copy details-download download-all download-selected logout",
                shown);
    }
}
