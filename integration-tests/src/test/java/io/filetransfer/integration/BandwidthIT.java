package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientCredentials;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.Await;
import io.filetransfer.server.Bandwidth;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.local.LocalStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Limits on bandwidth over real sockets: never more than they allow. A slow machine moves less, which proves nothing. */
class BandwidthIT extends Served {
    private static final int RATE = 2 << 20;
    private static final int SIZE = 3 << 20;

    /** What may go at once after a pause, and a piece for each connection. */
    private static final int AT_ONCE = RATE / 8 + 4 * RATE / 64;

    @Override
    ServerConfig.Builder with(ServerConfig.Builder config) {
        return config.bandwidth(new Bandwidth(RATE, 0));
    }

    private static void assertNotFaster(long bytes, long began) {
        double seconds = (System.nanoTime() - began) / 1e9;
        assertTrue(bytes <= RATE * seconds + AT_ONCE, bytes + " bytes in " + seconds + " s");
    }

    @Test
    void allDownloadsTogetherAndAllUploadsTogether() throws Exception {
        byte[] content = Trees.bytes(1, SIZE / 3);
        Path source = Files.write(local.resolve("source"), content);
        for (int i = 0; i < 3; i++) {
            Files.write(root.resolve("down" + i), content);
        }
        long began = System.nanoTime();
        List<Transfer<TransferResult>> transfers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            transfers.add(client.get(GetRequest.of("down" + i), local.resolve("down" + i)));
        }
        transfers.forEach(Transfer::join);
        assertNotFaster(SIZE, began);
        began = System.nanoTime();
        transfers.clear();
        for (int i = 0; i < 3; i++) {
            transfers.add(client.put(PutRequest.of("up" + i), source));
        }
        transfers.forEach(Transfer::join);
        assertNotFaster(SIZE, began);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(content, Files.readAllBytes(local.resolve("down" + i)));
            assertArrayEquals(content, Files.readAllBytes(root.resolve("up" + i)));
        }
    }

    @Test
    void eachAddressByItself() throws Exception {
        serveAnew(ServerConfig.builder(root)
                .port(0)
                .bandwidth(new Bandwidth(0, RATE))
                .build());
        byte[] content = Trees.bytes(2, SIZE / 2);
        Files.write(root.resolve("file"), content);
        long began = System.nanoTime();
        try (FileTransferClient other =
                FileTransferClient.open(Client.config(server.port()).build())) {
            Transfer<TransferResult> first = client.get(GetRequest.of("file"), local.resolve("first"));
            Transfer<TransferResult> second = other.get(GetRequest.of("file"), local.resolve("second"));
            first.join();
            second.join();
        }
        assertNotFaster(SIZE, began);
        assertArrayEquals(content, Files.readAllBytes(local.resolve("second")));
    }

    /** @return a token of the user */
    private String user(String name) {
        UsersMade users = new UsersMade(local.resolve("users.toml"));
        users.run("add", name, "--no-password", "--allow", "all");
        return users.run("token", name);
    }

    private FileTransferClient client(String token) {
        return FileTransferClient.open(Client.config(server.port())
                .credentials(ClientCredentials.token(token))
                .build());
    }

    private ServerConfig ofUsers(long all, long user) {
        return ServerConfig.builder(root)
                .port(0)
                .users(local.resolve("users.toml"))
                .bandwidth(new Bandwidth(all, user))
                .build();
    }

    /** Four transfers of one user, and one of another: by connections the one would have a fifth. */
    @Test
    void usersShareEquallyAndAnotherLimitCountsForWhatRuns() throws Exception {
        String tokenOfMany = user("many");
        String tokenOfOne = user("one");
        serveAnew(ofUsers(RATE, 0));
        int large = 48 << 20;
        Files.write(root.resolve("large"), new byte[large]);
        Files.write(root.resolve("file"), Trees.bytes(3, SIZE));
        try (FileTransferClient many = client(tokenOfMany);
                FileTransferClient one = client(tokenOfOne)) {
            List<Transfer<TransferResult>> transfers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                transfers.add(many.get(GetRequest.of("large"), local.resolve("large" + i)));
            }
            Await.until(
                    "all move",
                    () -> transfers.stream()
                            .allMatch(transfer -> transfer.progress().bytes() > 0));
            long before = moved(transfers);
            one.get(GetRequest.of("file"), local.resolve("file")).join();
            long meanwhile = moved(transfers) - before;
            assertTrue(meanwhile < 2L * SIZE, "the other one had " + meanwhile);
            // At the rate of before they would take a minute and a half.
            assertEquals(List.of(), server.reload(ofUsers(0, 0)));
            for (Transfer<TransferResult> transfer : transfers) {
                assertEquals(large, Client.get(transfer).bytes());
            }
        }
    }

    private static long moved(List<Transfer<TransferResult>> transfers) {
        return transfers.stream()
                .mapToLong(transfer -> transfer.progress().bytes())
                .sum();
    }

    @Test
    void eachUserByHimself() throws Exception {
        String tokenOfAlice = user("alice");
        String tokenOfBob = user("bob");
        serveAnew(ofUsers(0, RATE));
        Files.write(root.resolve("file"), Trees.bytes(4, SIZE / 2));
        try (FileTransferClient alice = client(tokenOfAlice);
                FileTransferClient bob = client(tokenOfBob)) {
            long began = System.nanoTime();
            List<Transfer<TransferResult>> ofAlice = new ArrayList<>();
            Transfer<TransferResult> ofBob = bob.get(GetRequest.of("file"), local.resolve("bob"));
            for (int i = 0; i < 3; i++) {
                ofAlice.add(alice.get(GetRequest.of("file"), local.resolve("alice" + i)));
            }
            ofBob.join();
            assertNotFaster(SIZE / 2, began);
            ofAlice.forEach(Transfer::join);
            assertNotFaster(SIZE / 2 * 3, began);
        }
    }

    /** Content whose digest is known and that is in memory is read by nobody but the kernel. */
    @Test
    void contentUnderALimitPassesInsideTheKernel() throws Exception {
        LocalStorage storage = LocalStorage.open(Files.createDirectory(local.resolve("other")));
        AtomicLong read = new AtomicLong();
        ServerConfig limited = ServerConfig.builder()
                .port(0)
                .bandwidth(new Bandwidth(RATE, RATE))
                .build();
        byte[] content = Trees.bytes(5, RATE);
        try (FileTransferServer counted = FileTransferServer.start(limited, countingReads(storage, read));
                FileTransferClient other = Client.of(counted.port())) {
            other.put(PutRequest.of("file"), Files.write(local.resolve("source"), content))
                    .join();
            read.set(0);
            other.get(GetRequest.of("file"), local.resolve("back")).join();
            assertArrayEquals(content, Files.readAllBytes(local.resolve("back")));
            assertTrue(read.get() < content.length / 2, read + " bytes passed the server's memory");
        }
    }

    /** In memory pages may be missing at times; never all of them. */
    private static Storage countingReads(Storage storage, AtomicLong read) {
        return proxy(
                Storage.class,
                storage,
                (method, result) -> result instanceof StoredFile file
                        ? proxy(StoredFile.class, file, (called, value) -> {
                            if (called.equals("read")) {
                                read.addAndGet((Integer) value);
                            }
                            return value;
                        })
                        : result);
    }

    private static <T> T proxy(Class<T> type, T behind, BiFunction<String, Object, Object> seen) {
        Object made =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return seen.apply(method.getName(), method.invoke(behind, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return type.cast(made);
    }

    @Test
    void aClientLimitsItself() throws Exception {
        serveAnew(ServerConfig.builder(root).port(0).build());
        byte[] content = Trees.bytes(3, SIZE);
        Path source = Files.write(local.resolve("source"), content);
        try (FileTransferClient limited = FileTransferClient.open(
                Client.config(server.port()).rateLimit(RATE).build())) {
            long began = System.nanoTime();
            limited.put(PutRequest.of("file"), source).join();
            assertNotFaster(SIZE, began);
            began = System.nanoTime();
            List<Transfer<TransferResult>> puts = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                puts.add(limited.put(PutRequest.of("small" + i), Trees.bytes(i, SIZE / 100)));
            }
            puts.forEach(Transfer::join);
            assertNotFaster(SIZE / 100 * 100, began);
        }
        long began = System.nanoTime();
        String[] get = {"get", "--limit-rate=" + (RATE >> 10) + "K", host + "/file", "back"};
        try (Launched program = Programs.client(local, get)) {
            assertEquals(0, program.exit(), program.err());
        }
        assertNotFaster(SIZE, began);
        assertArrayEquals(content, Files.readAllBytes(local.resolve("back")));
    }
}
