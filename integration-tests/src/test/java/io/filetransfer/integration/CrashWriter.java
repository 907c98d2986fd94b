package io.filetransfer.integration;

import static io.filetransfer.integration.NativeConnection.ERROR;
import static io.filetransfer.integration.NativeConnection.REPLY;
import static io.filetransfer.integration.NativeConnection.option;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.integration.CrashLog.Change;
import io.filetransfer.integration.CrashLog.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Writers in a process of their own that is killed at any moment: each puts, replaces, renames and removes files and
 * directories of its own and keeps a {@link CrashLog}. Arguments: port, directory of logs, largest size in bytes, numbers of the writers.
 */
final class CrashWriter {
    private static final int MOST_FILES = 10;
    private static final int PARTS = 3;
    private static final int FRAME = 1 << 18;

    private final int port;
    private final int writer;
    private final int largest;
    private final Path source;
    private final Path target;
    private final CrashLog log;
    private final Random random = new Random();

    /** Whether an unfinished upload was cut off since it was begun; of one from an earlier process it is true. */
    private boolean cutOff = true;

    private CrashWriter(int port, Path logs, int largest, int writer) throws IOException {
        this.port = port;
        this.writer = writer;
        this.largest = largest;
        this.source = logs.resolve("source" + writer);
        this.target = logs.resolve("target" + writer);
        this.log = CrashLog.open(log(logs, writer));
    }

    static Path log(Path logs, int writer) {
        return logs.resolve("w" + writer + ".log");
    }

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        Path logs = Path.of(arguments[1]);
        int largest = Integer.parseInt(arguments[2]);
        List<Thread> threads = new ArrayList<>();
        for (String number : Arrays.copyOfRange(arguments, 3, arguments.length)) {
            CrashWriter writer = new CrashWriter(port, logs, largest, Integer.parseInt(number));
            Thread thread = new Thread(writer::run);
            thread.start();
            threads.add(thread);
        }
        System.out.println("writing");
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Until it is killed, or a promise is broken. */
    private void run() {
        try (log;
                FileTransferClient client = Client.of(port)) {
            while (log.broken().isEmpty()) {
                List<Change> unfinished = log.unfinished();
                if (unfinished.isEmpty()) {
                    change(client);
                } else {
                    goOn(client, unfinished.get(0));
                }
            }
        } catch (Exception | AssertionError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void change(FileTransferClient client) throws Exception {
        List<String> names = List.copyOf(log.certain().keySet());
        int choice = random.nextInt(20);
        if (choice == 0 && !names.isEmpty()) {
            removeTree(client, parent(any(names)));
        } else if (choice < 3 && !names.isEmpty()) {
            ask(log.begin("delete " + any(names)), client);
        } else if (choice < 6 && !names.isEmpty()) {
            String from = any(names);
            String to = choice < 5 ? newNameIn(parent(from)) : any(names);
            if (!from.equals(to)) {
                ask(log.begin("move " + from + " " + to), client);
            }
        } else if (choice < 8 && !names.isEmpty()) {
            readBack(client, any(names));
        } else {
            boolean replace = !names.isEmpty() && (names.size() >= MOST_FILES || random.nextBoolean());
            String name = replace ? any(names) : newName();
            if (choice < 11) {
                int size = Math.max(PARTS, size(largest));
                String id = HexFormat.of().toHexDigits(random.nextLong())
                        + HexFormat.of().toHexDigits(random.nextLong());
                cutOff = false;
                log.begin("parts " + (replace ? name : newNameInNewDirectories()) + " " + random.nextLong() + " " + size
                        + " " + id);
            } else {
                ask(log.begin("put " + name + " " + random.nextLong() + " " + size(largest)), client);
            }
        }
    }

    private String any(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    private String newName() {
        return newNameIn("w" + writer + "/d" + log.number() / 20);
    }

    private static String parent(String name) {
        return name.substring(0, name.lastIndexOf('/'));
    }

    /** A directory that nobody uses again, so that it does not matter how long the server goes on removing it. */
    private void removeTree(FileTransferClient client, String directory) throws Exception {
        List<String> known = log.certain().keySet().stream()
                .filter(name -> name.startsWith(directory + "/"))
                .toList();
        boolean doubtful = log.doubtful().stream()
                .flatMap(change -> change.names().stream())
                .anyMatch(name -> name.startsWith(directory + "/"));
        if (!doubtful && !directory.equals(parent(newName()))) {
            ask(log.begin("tree " + directory + " " + String.join(" ", known)), client);
        }
    }

    private String newNameInNewDirectories() {
        return "w" + writer + "/x" + log.number() + "-" + Integer.toHexString(random.nextInt()) + "/y/f";
    }

    private String newNameIn(String directory) {
        return directory + "/f" + log.number() + "-" + Integer.toHexString(random.nextInt());
    }

    private int size(int largest) {
        int limit = switch (random.nextInt(20)) {
            case 0 -> largest;
            case 1, 2, 3 -> largest / 8;
            case 4, 5, 6, 7, 8, 9 -> largest / 64;
            default -> 70_000;
        };
        return random.nextInt(Math.min(limit, largest) + 1);
    }

    private void ask(Change change, FileTransferClient client) throws Exception {
        Transfer<?> answer = switch (change.kind()) {
            case "put" -> {
                Files.write(source, change.content().bytes());
                yield client.put(PutRequest.of(change.name()).parents(true), source);
            }
            case "move" -> client.move(change.name(), change.target(), true);
            case "delete" -> client.delete(change.name(), false, null);
            case "tree" -> client.delete(change.name(), true, null);
            default -> throw new IllegalStateException(change.toString());
        };
        ErrorCode outcome = Client.outcome(answer);
        if (outcome == null) {
            log.acknowledged(change);
            return;
        }
        log.giveUp(change);
        mustBeOfTheKill(outcome, change.toString());
        awaitServer();
    }

    /** What an end of the server can lead to; everything else is a failure of its own. */
    private void mustBeOfTheKill(ErrorCode outcome, String what) throws IOException {
        switch (outcome) {
            case CONNECTION, TIMEOUT -> {}
            default -> log.broken(outcome + " for " + what);
        }
    }

    private void readBack(FileTransferClient client, String name) throws Exception {
        Content content = log.certain().get(name);
        ErrorCode outcome =
                Client.outcome(client.get(GetRequest.of(name), target).future());
        if (outcome != null) {
            mustBeOfTheKill(outcome, "get " + name);
            awaitServer();
        } else if (!Arrays.equals(content.bytes(), Files.readAllBytes(target))) {
            log.broken("another content is read of " + name);
        }
    }

    private void awaitServer() throws Exception {
        Await.until("the server is back", () -> {
            try (NativeConnection connection = new NativeConnection(port)) {
                connection.request(Choice.STAT, "none").read();
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private void goOn(FileTransferClient client, Change upload) throws Exception {
        boolean alone = upload.name().endsWith("/y/f") && log.before(upload.name()) == null;
        if (alone && cutOff && random.nextInt(3) == 0) {
            abandon(client, upload);
        } else {
            finish(upload);
        }
    }

    /** As people do who are told nothing: the upload is aborted, and the directory that it was to make is removed. */
    private void abandon(FileTransferClient client, Change upload) throws Exception {
        log.held(upload, 0);
        try (NativeConnection connection = new NativeConnection(port)) {
            NativeConnection.Frame answer =
                    request(connection, Choice.ABORT, upload).read();
            if (answer.type() == ERROR && answer.code() != ErrorCode.UPLOAD_UNKNOWN) {
                log.broken(answer.code() + " for the abort of " + upload);
                return;
            }
        } catch (IOException lost) {
            awaitServer();
            return;
        }
        log.giveUp(upload);
        ErrorCode outcome = Client.outcome(client.delete(parent(parent(upload.name())), true, null));
        if (outcome != null && outcome != ErrorCode.NOT_FOUND) {
            mustBeOfTheKill(outcome, "the removal of what was to become of " + upload);
            awaitServer();
        }
    }

    /** Sends what is missing of an upload in parts, from whatever the server says that it holds, and commits it. */
    private void finish(Change upload) throws Exception {
        byte[] content = upload.content().bytes();
        try (NativeConnection connection = new NativeConnection(port)) {
            NativeConnection.Frame status =
                    request(connection, Choice.STATUS, upload).read();
            long held = 0;
            boolean committed = false;
            if (status.type() == ERROR) {
                if (status.code() != ErrorCode.UPLOAD_UNKNOWN) {
                    log.broken(status.code() + " for the status of " + upload);
                    return;
                }
            } else {
                held = heldFromBegin(status.payload(), content);
                committed = held < 0;
            }
            if (!committed && held < log.held(upload)) {
                log.broken(log.held(upload) + " bytes were held and " + held + " are: " + upload);
                return;
            }
            while (!committed && held < content.length) {
                int length = (int) Math.min(content.length - held, content.length / PARTS + 1);
                sendPart(connection, upload, content, (int) held, length);
                held += length;
                log.held(upload, held);
            }
            byte[] digest = ByteBuffer.allocate(5)
                    .put((byte) 1)
                    .putInt(crc(content, 0, content.length))
                    .array();
            request(
                            connection,
                            Choice.COMMIT,
                            upload,
                            NativeConnection.size(content.length),
                            option(0x0008, digest),
                            option(NativeConnection.PARENTS))
                    .read(REPLY);
            log.acknowledged(upload);
        } catch (IOException lost) {
            cutOff = true;
            awaitServer();
        } catch (AssertionError refused) {
            log.broken(refused.getMessage() + " for " + upload);
        }
    }

    private static NativeConnection request(
            NativeConnection connection, Choice choice, Change upload, byte[]... options) throws IOException {
        byte[][] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = option(0x8006, HexFormat.of().parseHex(upload.uploadId()));
        return connection.request(choice, upload.name(), all);
    }

    private static void sendPart(NativeConnection connection, Change upload, byte[] content, int offset, int length)
            throws IOException {
        request(
                connection,
                Choice.PUT,
                upload,
                NativeConnection.size(content.length),
                option(0x8001, Trees.bigEndian(offset)),
                option(0x8002, Trees.bigEndian(length)));
        for (int at = offset; at < offset + length; at += FRAME) {
            connection.content(Arrays.copyOfRange(content, at, Math.min(at + FRAME, offset + length)));
        }
        connection.end(length, crc(content, offset, length)).read(REPLY);
    }

    /** So many bytes from the begin are held, and their checksums are right; -1 when it is committed. */
    private static long heldFromBegin(byte[] payload, byte[] content) {
        long end = 0;
        ByteBuffer in = ByteBuffer.wrap(payload);
        while (in.hasRemaining()) {
            int option = in.getShort() & 0xffff;
            int next = in.getShort() + in.position();
            if (option == 0x0008) {
                return -1;
            }
            while (option == 0x0016 && in.position() < next) {
                long offset = in.getLong();
                long length = in.getLong();
                if (in.getInt() != crc(content, (int) offset, (int) length)) {
                    throw new AssertionError("Another content is held");
                }
                end = offset == 0 ? length : end;
            }
            in.position(next);
        }
        return end;
    }

    private static int crc(byte[] content, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(content, offset, length);
        return (int) crc.getValue();
    }
}
