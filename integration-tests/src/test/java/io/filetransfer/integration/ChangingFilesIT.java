package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.Progress;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferListener;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.integration.FaultProxy.Direction;
import io.filetransfer.integration.FaultProxy.Fault;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that other programs change while they are sent, in either direction: never a success that is none. */
class ChangingFilesIT {
    private static final int SIZE = 40_000_000;

    /** What another program does to a file. */
    enum Change {
        SHRINKS(true) {
            @Override
            void make(Path file) throws Exception {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(SIZE / 2);
                }
            }
        },
        VANISHES_TO_NOTHING(true) {
            @Override
            void make(Path file) throws Exception {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(0);
                }
            }
        },
        GROWS(false) {
            @Override
            void make(Path file) throws Exception {
                Files.write(file, new byte[1000], StandardOpenOption.APPEND);
            }
        },
        IS_REWRITTEN(false) {
            @Override
            void make(Path file) throws Exception {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(Trees.bytes(99, 1000)), SIZE - 2000);
                }
            }
        },
        IS_REWRITTEN_AND_ITS_TIME_SET_BACK(false) {
            @Override
            void make(Path file) throws Exception {
                FileTime before = Files.getLastModifiedTime(file);
                IS_REWRITTEN.make(file);
                Files.setLastModifiedTime(file, before);
            }
        };

        final boolean shortens;

        Change(boolean shortens) {
            this.shortens = shortens;
        }

        abstract void make(Path file) throws Exception;
    }

    @TempDir
    Path root;

    @TempDir
    Path local;

    private FileTransferServer server;
    private final byte[] content = Trees.bytes(11, SIZE);

    @BeforeEach
    void start() throws Exception {
        server = FileTransferServer.start(ServerConfig.builder(root).port(0).build());
    }

    @AfterEach
    void stop() throws Exception {
        Trees.awaitEmptyStaging(root);
        Canary.sing(server.port());
        server.close();
    }

    /**
     * The reader takes the head and waits, so that the server stands in the middle of the file. A time that is set back
     * deceives the server: the time of change moves also when a file is renamed or replaced, which readers are not to notice.
     */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IS_REWRITTEN_AND_ITS_TIME_SET_BACK")
    void whileTheServerSends(Change change) throws Exception {
        Path file = Files.write(root.resolve("file"), content);
        try (NativeConnection connection = new NativeConnection(server.port())) {
            connection.request(Choice.GET, "file").request(Choice.GET, "other");
            connection.read(NativeConnection.REPLY);
            change.make(file);
            Files.write(root.resolve("other"), new byte[] {1, 2, 3});
            ErrorCode outcome = outcome(connection);
            if (change.shortens && outcome == ErrorCode.CONNECTION) {
                return; // it fell into a frame that was on its way, whose length can be kept no more
            }
            assertEquals(ErrorCode.CHANGED, outcome);
            // The next request was sent before: what it found does not matter, but it has its answer.
            if (connection.read().type() == NativeConnection.REPLY) {
                connection.readBody();
            }
            connection.request(Choice.GET, "other").read(NativeConnection.REPLY);
            assertArrayEquals(new byte[] {1, 2, 3}, connection.readBody());
        }
    }

    private ErrorCode outcome(NativeConnection connection) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            NativeConnection.Frame frame;
            try {
                frame = connection.read();
            } catch (EOFException | SocketException cut) {
                return ErrorCode.CONNECTION;
            }
            if (frame.type() == NativeConnection.ERROR) {
                return frame.code();
            }
            if (frame.type() == NativeConnection.END) {
                return null;
            }
            body.write(frame.payload());
        }
    }

    /** A name that comes to stand for another file: who has the old one open gets the old one. */
    @Test
    void replacedWhileTheServerSends() throws Exception {
        Path file = Files.write(root.resolve("file"), content);
        try (NativeConnection connection = new NativeConnection(server.port())) {
            connection.request(Choice.GET, "file").read(NativeConnection.REPLY);
            Path other = Files.write(root.resolve("other"), new byte[] {1, 2, 3});
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            assertArrayEquals(content, connection.readBody());
            connection.request(Choice.GET, "file").read(NativeConnection.REPLY);
            assertArrayEquals(new byte[] {1, 2, 3}, connection.readBody());
        }
    }

    /** By a request: move and delete during a download. */
    @Test
    void movedAndDeletedWhileTheServerSends() throws Exception {
        Files.write(root.resolve("file"), content);
        try (NativeConnection first = new NativeConnection(server.port());
                NativeConnection second = new NativeConnection(server.port());
                NativeConnection third = new NativeConnection(server.port())) {
            first.request(Choice.GET, "file").read(NativeConnection.REPLY);
            third.request(Choice.MOVE, "file", NativeConnection.target("moved")).read(NativeConnection.REPLY);
            second.request(Choice.GET, "moved").read(NativeConnection.REPLY);
            third.request(Choice.DELETE, "moved").read(NativeConnection.REPLY);
            assertArrayEquals(content, first.readBody());
            assertArrayEquals(content, second.readBody());
            assertEquals(ErrorCode.NOT_FOUND, first.request(Choice.GET, "moved").readError());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileTheClientSends(Change change) throws Exception {
        Path file = Files.write(local.resolve("file"), content);
        byte[] old = {4, 5, 6};
        Files.write(root.resolve("name"), old);
        try (FileTransferClient client = Client.of(server.port())) {
            // The change comes while the first bytes move; the connection is slow enough only by the size of the file.
            Transfer<?> transfer = client.put(changing(file, change), file);
            ErrorCode outcome = Client.outcome(transfer.future());
            if (outcome == null) {
                // It came too late: then all of it is there, as it was before.
                assertArrayEquals(content, Files.readAllBytes(root.resolve("name")));
            } else {
                assertChanged(change, outcome);
                assertArrayEquals(old, Files.readAllBytes(root.resolve("name")));
            }
            Files.write(file, old);
            Client.get(client.put(PutRequest.of("again"), file).future());
        }
    }

    /** With a stalled connection the change is certain to come in the middle. */
    @ParameterizedTest
    @EnumSource
    void whileTheClientWaitsInTheMiddle(Change change) throws Exception {
        Path file = Files.write(local.resolve("file"), content);
        try (FaultProxy proxy = new FaultProxy(server.port(), Direction.TO_SERVER, Fault.HALT, 1_000_000);
                FileTransferClient client = Client.of(proxy.port())) {
            Transfer<?> transfer = client.put(PutRequest.of("name"), file);
            Await.until("the middle", proxy::hasStruck);
            change.make(file);
            proxy.goOn();
            assertChanged(change, Client.outcome(transfer.future()));
            assertFalse(Files.exists(root.resolve("name")));
            Files.write(file, new byte[] {7});
            Client.get(client.put(PutRequest.of("name"), file).future());
            assertArrayEquals(new byte[] {7}, Files.readAllBytes(root.resolve("name")));
        }
        Trees.awaitEmptyStaging(root);
    }

    private static void assertChanged(Change change, ErrorCode outcome) {
        boolean inFrame = change.shortens && outcome == ErrorCode.CONNECTION;
        assertTrue(outcome == ErrorCode.CHANGED || inFrame, () -> String.valueOf(outcome));
    }

    private static PutRequest changing(Path file, Change change) {
        CountDownLatch once = new CountDownLatch(1);
        return PutRequest.of("name").listener(new TransferListener() {
            @Override
            public void progressed(Progress progress) {
                if (once.getCount() == 0 || progress.bytes() >= SIZE) {
                    return;
                }
                once.countDown();
                try {
                    change.make(file);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    /** A file that somebody else changes after it was put is not passed off as what was put. */
    @Test
    void rottenOnTheDisk() throws Exception {
        Path source = Files.write(local.resolve("source"), content);
        try (FileTransferClient client = Client.of(server.port())) {
            Client.get(client.put(PutRequest.of("name"), source).future());
            Path stored = root.resolve("name");
            var modified = Files.getLastModifiedTime(stored);
            try (FileChannel channel = FileChannel.open(stored, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {(byte) ~content[SIZE / 3]}), SIZE / 3);
            }
            Files.setLastModifiedTime(stored, modified);
            Path target = local.resolve("target");
            ErrorCode outcome =
                    Client.outcome(client.get(GetRequest.of("name"), target).future());
            assertEquals(ErrorCode.CORRUPT, outcome);
            assertEquals(List.of("source"), Trees.names(local));
        }
    }
}
