package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferResult;
import io.filetransfer.server.Bandwidth;
import io.filetransfer.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
