package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mixed load with aborts for a long time, on a server that looks for leaks at every buffer; then all is as before. */
@Tag("soak")
class SoakIT {
    private static final int WORKERS = 6;

    @TempDir
    Path directory;

    private final AtomicLong done = new AtomicLong();
    private final AtomicLong aborted = new AtomicLong();

    @Test
    void mixedLoad() throws Exception {
        long minutes = Long.getLong("soak.minutes", 10);
        Path root = Files.createDirectory(directory.resolve("root"));
        List<String> paranoid = List.of("-Dio.netty.leakDetection.level=paranoid", "-Xmx300m");
        try (ServerProcess server = ServerProcess.start(List.of(), paranoid, root, "--log-level", "warn")) {
            for (int i = 0; i < 20; i++) {
                Canary.sing(server.port());
            }
            int descriptors = server.descriptors();
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
            List<Throwable> failures = new ArrayList<>();
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                int number = i;
                Thread worker = new Thread(() -> {
                    try {
                        work(server.port(), number, end);
                    } catch (Throwable e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                });
                worker.start();
                workers.add(worker);
            }
            for (Thread worker : workers) {
                worker.join();
            }
            System.out.println(done + " transfers, " + aborted + " aborts, server at " + server.residentKibibytes()
                    + " KiB, " + threads(server) + " threads");
            if (!failures.isEmpty()) {
                throw new AssertionError(failures.size() + " workers failed", failures.get(0));
            }
            Canary.sing(server.port());
            Trees.awaitEmptyStaging(root);
            Await.until("descriptors back at " + descriptors, () -> server.descriptors() <= descriptors + 1);
            assertTrue(threads(server) < 150, "Threads");
            assertTrue(server.residentKibibytes() < 900_000, "Memory");
            server.program().signal("TERM");
            server.program().exit();
            assertFalse(server.log().contains("LEAK"), server.log());
            assertFalse(server.log().contains("\tat "), server.log());
        }
    }

    private static long threads(ServerProcess server) throws IOException {
        try (Stream<Path> tasks =
                Files.list(Path.of("/proc", Long.toString(server.program().pid()), "task"))) {
            return tasks.count();
        }
    }

    private void work(int port, int number, long end) throws Exception {
        Random random = new Random(number);
        Path local = Files.createDirectory(directory.resolve("local" + number));
        while (System.nanoTime() < end) {
            try (FileTransferClient client = Client.of(port)) {
                for (int i = 0; i < 50 && System.nanoTime() < end; i++) {
                    step(client, port, number, random, local);
                }
            }
        }
    }

    private void step(FileTransferClient client, int port, int number, Random random, Path local) throws Exception {
        int size = random.nextInt(4) == 0 ? random.nextInt(6_000_000) : random.nextInt(70_000);
        byte[] content = Trees.bytes(random.nextLong(), size);
        String name = "w" + number + "/" + random.nextInt(20);
        Path source = Files.write(local.resolve("source"), content);
        switch (random.nextInt(6)) {
            case 0 -> {
                // A name of its own: one that was whole already may be published after the cancel.
                Transfer<TransferResult> put =
                        client.put(PutRequest.of(name + "c").parents(true), source);
                Thread.sleep(random.nextInt(20));
                put.cancel();
                ended(put);
            }
            case 1 -> {
                Transfer<TransferResult> get = client.get(GetRequest.of(name), local.resolve("other"));
                Thread.sleep(random.nextInt(5));
                get.cancel();
                ended(get);
            }
            case 2 -> reset(port, name, content, random);
            case 3 -> {
                Client.outcome(client.move(name, "w" + number + "/" + random.nextInt(20), true));
                Client.outcome(client.delete("w" + number + "/" + random.nextInt(20), false, null));
                Client.get(client.list("/", true, entry -> {}).future());
            }
            default -> {
                Client.get(client.put(PutRequest.of(name).parents(true), source).future());
                Path target = local.resolve("target");
                Client.get(client.get(GetRequest.of(name), target).future());
                assertArrayEquals(content, Files.readAllBytes(target));
                done.addAndGet(2);
            }
        }
    }

    private void ended(Transfer<?> transfer) throws Exception {
        try {
            transfer.future().get(60, TimeUnit.SECONDS);
        } catch (CancellationException | ExecutionException e) {
            aborted.incrementAndGet();
        }
    }

    private void reset(int port, String name, byte[] content, Random random) throws IOException {
        try (NativeConnection connection = new NativeConnection(port)) {
            if (random.nextBoolean()) {
                connection.request(Choice.PUT, name).content(content).flush();
            } else {
                connection.request(Choice.GET, name);
                NativeConnection.Frame head = connection.read();
                assertTrue(head.type() == NativeConnection.REPLY || head.code() == ErrorCode.NOT_FOUND);
            }
            connection.reset();
            aborted.incrementAndGet();
        }
    }
}
