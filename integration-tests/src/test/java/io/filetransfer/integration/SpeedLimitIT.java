package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.SpeedLimit;
import io.filetransfer.client.TransferDetail;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.codec.TransferTimes.Kind;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Upload;
import io.filetransfer.server.storage.local.LocalStorage;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One part of the way is made much slower than all others, and is named for it. On a machine that has much else to do, all
 * others may take as long together: then nothing stands out, but its time is still the longest.
 */
class SpeedLimitIT {
    private static final int SIZE = 3 << 20;

    /** Slept for each piece of content: a second in all. */
    private static final int PAUSE_MILLIS = 80;

    @TempDir
    Path local;

    private LocalStorage storage;

    @BeforeEach
    void fill() throws Exception {
        Path root = Files.createDirectory(local.resolve("root"));
        Files.write(root.resolve("file"), Trees.bytes(1, SIZE));
        storage = LocalStorage.open(root);
    }

    @AfterEach
    void close() throws Exception {
        storage.close();
    }

    @Test
    void theServersDiskInAGet() throws Exception {
        try (FileTransferServer server = serve(slowIn(StoredFile.class, "read"));
                FileTransferClient client = asking(server.port())) {
            TransferDetail detail = get(client).detail();
            assertNamed(SpeedLimit.SERVER_DISK, detail);
            assertLongest(detail.server().nanos(Kind.DISK), detail);
            assertEquals(1, detail.streams());
            String[] words = {"get", "-v", "127.0.0.1:" + server.port() + "/file", "" + local.resolve("other")};
            CommandInProcess.Ended told = CommandInProcess.run(Map.of("HOME", local.toString()), words);
            assertTrue(
                    told.err().matches("(?s).*\n  (limited by the server's disk|nothing stands out); here .*"),
                    told.err());
            words[1] = "--json";
            String json = CommandInProcess.run(Map.of("HOME", local.toString()), words)
                    .out();
            assertTrue(json.matches("(?s).*\"limit\":\"(SERVER_DISK|NOTHING)\",\"streams\":1,.*"), json);
            assertTrue(json.contains("\"serverTimes\":{\"total\":"), json);
        }
    }

    @Test
    void theServersSyncInAPut() throws Exception {
        try (FileTransferServer server = serve(slowIn(Upload.class, "commit"));
                FileTransferClient client = asking(server.port())) {
            for (int size : new int[] {10, SIZE}) {
                TransferDetail detail = client.put(PutRequest.of("new" + size), Trees.bytes(2, size))
                        .join()
                        .detail();
                assertNamed(SpeedLimit.SERVER_SYNC, detail);
                assertLongest(detail.server().nanos(Kind.SYNC), detail);
            }
        }
    }

    @Test
    void theTargetOnThisSide() throws Exception {
        try (FileTransferServer server = serve(storage);
                FileTransferClient client = asking(server.port())) {
            OutputStream slow = new OutputStream() {
                @Override
                public void write(int b) {
                    throw new AssertionError("one byte");
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    pause(PAUSE_MILLIS);
                }
            };
            TransferDetail detail =
                    client.get(GetRequest.of("file"), slow).join().detail();
            assertNamed(SpeedLimit.CLIENT_DISK, detail);
            assertLongest(detail.client().nanos(Kind.DISK), detail);
        }
    }

    @Test
    void theWay() throws Exception {
        try (FileTransferServer server = serve(storage);
                FaultProxy way = new FaultProxy(server.port());
                FileTransferClient client = asking(way.port())) {
            way.slow(10);
            TransferDetail get = get(client).detail();
            assertNamed(SpeedLimit.NETWORK, get);
            TransferDetail put = client.put(PutRequest.of("new"), Trees.bytes(3, SIZE))
                    .join()
                    .detail();
            assertNamed(SpeedLimit.NETWORK, put);
        }
    }

    @Test
    void aLimitOnBandwidthOfThisSide() throws Exception {
        try (FileTransferServer server = serve(storage);
                FileTransferClient client = FileTransferClient.open(
                        config(server.port()).rateLimit(2 << 20).build())) {
            TransferDetail detail = get(client).detail();
            assertNamed(SpeedLimit.CLIENT_PACE, detail);
            assertLongest(detail.client().nanos(Kind.PACE), detail);
        }
    }

    @Test
    void anUploadInPartsAsksForEach() throws Exception {
        try (FileTransferServer server = serve(storage);
                FileTransferClient client = asking(server.port())) {
            Path source = Files.write(local.resolve("source"), Trees.bytes(4, 9 << 20));
            TransferDetail detail =
                    client.put(PutRequest.of("parts"), source).join().detail();
            assertTrue(detail.server().nanos(Kind.SYNC) > 0, detail::toString);
            assertTrue(detail.server().nanos(Kind.DISK) > 0, detail::toString);
            assertTrue(detail.client().nanos(Kind.DISK) > 0, detail::toString);
            assertNotNull(detail.path());
        }
    }

    @Test
    void whoDoesNotAskKnowsItsOwnSideOnly() throws Exception {
        try (FileTransferServer server = serve(slowIn(StoredFile.class, "read"));
                FileTransferClient client = Client.of(server.port())) {
            TransferDetail detail = get(client).detail();
            assertNull(detail.server());
            assertNamed(SpeedLimit.SERVER_OR_NETWORK, detail);
        }
    }

    private static void assertNamed(SpeedLimit expected, TransferDetail detail) {
        assertTrue(
                Set.of(expected, SpeedLimit.NOTHING).contains(detail.limit()), () -> detail.limit() + " of " + detail);
    }

    private static void assertLongest(long nanos, TransferDetail detail) {
        for (Kind kind : Set.of(Kind.DISK, Kind.DIGEST, Kind.SYNC, Kind.PACE)) {
            assertTrue(detail.client().nanos(kind) <= nanos, detail::toString);
            assertTrue(detail.server().nanos(kind) <= nanos, detail::toString);
        }
    }

    private TransferResult get(FileTransferClient client) {
        return Client.get(client.get(GetRequest.of("file"), local.resolve("got")));
    }

    private static FileTransferServer serve(Storage storage) throws Exception {
        return FileTransferServer.start(ServerConfig.builder().port(0).build(), storage);
    }

    private static FileTransferClient asking(int port) {
        return FileTransferClient.open(config(port).build());
    }

    private static ClientConfig.Builder config(int port) {
        return Client.config(port).serverTimes(true);
    }

    /** The storage, with one method of what it hands out that takes long. */
    private Storage slowIn(Class<?> type, String slow) {
        Set<String> makers = Set.of("open", "begin");
        return slowIn(storage, type, slow, makers);
    }

    private static Storage slowIn(Storage storage, Class<?> type, String slow, Set<String> makers) {
        return proxy(Storage.class, storage, made -> makers.contains(made) ? 0 : -1, (made, result) -> {
            if (result instanceof Storage forOneRequest) {
                return slowIn(forOneRequest, type, slow, makers);
            }
            if (!type.isInstance(result)) {
                return result;
            }
            int pause = type == Upload.class ? 1000 : PAUSE_MILLIS;
            return proxy(type, result, called -> called.equals(slow) ? pause : -1, (called, value) -> value);
        });
    }

    private interface Pauses {
        int before(String method);
    }

    private interface Results {
        Object of(String method, Object result);
    }

    private static <T> T proxy(Class<T> type, Object behind, Pauses pauses, Results results) {
        Object made =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    pause(pauses.before(method.getName()));
                    try {
                        return results.of(method.getName(), method.invoke(behind, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return type.cast(made);
    }

    private static void pause(int millis) {
        if (millis > 0) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
