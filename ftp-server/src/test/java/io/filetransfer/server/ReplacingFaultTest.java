package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.InMemoryStorage;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a move or copy replaces is there until the other is, whatever fails. */
class ReplacingFaultTest extends HttpTalkTestBase {
    /** Method and first argument of the call that fails. */
    private static final AtomicReference<String> FAILS = new AtomicReference<>("");

    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]*)\"");

    ReplacingFaultTest() throws Exception {
        super(failing(new InMemoryStorage()));
    }

    private static Storage failing(Storage storage) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    String call = method.getName() + (arguments == null ? "" : " " + arguments[0]);
                    if (call.equals(FAILS.get())) {
                        throw new StorageException(ErrorCode.OTHER_FILE_SYSTEM, "It failed.");
                    }
                    if (method.getName().equals("since")) {
                        return proxy; // the view of one request fails too
                    }
                    try {
                        return method.invoke(storage, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @BeforeEach
    void trees() {
        FAILS.set("");
        for (String made : List.of("/new/", "/new/sub/", "/old/", "/old/in/")) {
            assertEquals("201 Created", status(ask("MKCOL " + made + " HTTP/1.1")));
        }
        assertEquals("201 Created", status(send("a", "PUT /new/a HTTP/1.1")));
        assertEquals("201 Created", status(send("b", "PUT /new/sub/b HTTP/1.1")));
        assertEquals("201 Created", status(send("kept", "PUT /old/in/kept HTTP/1.1")));
    }

    private String content(String path) {
        String answer = ask("GET " + path + " HTTP/1.1");
        return status(answer).startsWith("200") ? body(answer) : status(answer);
    }

    private String names() {
        String listing = body(ask("GET / HTTP/1.0", "Accept: application/json"));
        return NAME.matcher(listing).results().map(found -> found.group(1)).collect(Collectors.joining(" "));
    }

    private String asked(String method) {
        return status(ask(method + " /new/ HTTP/1.1", "Destination: /old/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"move new", "move old"})
    void aMoveThatFailsChangesNothing(String call) {
        FAILS.set(call);
        assertEquals("409 Conflict", asked("MOVE"));
        assertEquals("kept", content("/old/in/kept"));
        assertEquals("b", content("/new/sub/b"));
        assertEquals("new old", names());
    }

    @ParameterizedTest
    @ValueSource(strings = {"open new/sub/b", "makeDirectory old", "makeDirectory old/sub", "list new", "move old"})
    void aCopyThatFailsChangesNothing(String call) {
        FAILS.set(call);
        assertEquals("409 Conflict", asked("COPY"));
        assertEquals("kept", content("/old/in/kept"));
        assertEquals("404 Not Found", content("/old/a"));
        assertEquals("new old", names());
    }

    @Test
    void nothingOfTheOldOneIsLeft() {
        assertEquals("204 No Content", asked("COPY"));
        assertEquals("404 Not Found", content("/old/in/kept"));
        assertEquals("b", content("/old/sub/b"));
        assertEquals("204 No Content", asked("MOVE"));
        assertEquals("b", content("/old/sub/b"));
        assertEquals("old", names());
    }
}
