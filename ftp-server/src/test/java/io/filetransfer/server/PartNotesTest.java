package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.exchange.PutPartExchange;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.local.LocalStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes the content of a part, and not the note of it. */
class PartNotesTest {
    @TempDir
    Path directory;

    private interface Then {
        Object then(String method, Object result) throws StorageException;
    }

    private static <T> T with(Class<T> type, Object real, Then then) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return then.then(method.getName(), method.invoke(real, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static Object part(String method, Object result) throws StorageException {
        if (method.equals("checkpoint")) {
            throw new StorageException(ErrorCode.INSUFFICIENT_STORAGE, "As a test wants it.");
        }
        return result;
    }

    private static Object parts(String method, Object result) {
        return method.equals("open") ? with(Part.class, result, PartNotesTest::part) : result;
    }

    private static Object storage(String method, Object result) {
        return method.equals("parts") ? with(Parts.class, result, PartNotesTest::parts) : result;
    }

    @Test
    void whatCannotBeNotedEndsThePartAtOnceAndTheConnectionGoesOn() throws Exception {
        byte[] mebibyte = new byte[1 << 20];
        int most = 2 * (int) (PutPartExchange.CHECKPOINT_BYTES >> 20);
        Options part = Options.NONE
                .with(Option.UPLOAD_ID, new UploadId(1, 2))
                .with(Option.SIZE, (long) most << 20)
                .with(Option.OFFSET, 0L);
        try (LocalStorage files = LocalStorage.open(directory);
                Talk talk = new Talk()) {
            talk.storage.uploads = with(Storage.class, files, PartNotesTest::storage);
            talk.send(new Request("f", Choice.PUT, part));
            int sent = 0;
            List<String> answers = List.of();
            while (answers.isEmpty()) {
                assertTrue(++sent < most, "nothing was said before the end");
                answers = talk.send(Talk.content(mebibyte)).work().answers();
            }
            assertEquals(List.of("INSUFFICIENT_STORAGE"), answers);
            talk.send(Talk.end("")).work();
            talk.send(Talk.request(Choice.STAT, "none")).work();
            assertEquals(List.of("NOT_FOUND"), talk.answers());
        }
    }
}
