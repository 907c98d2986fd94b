package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientCredentials;
import io.filetransfer.client.ClientTls;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.QuickUpkeep;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.ServerTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Users of a real server: each may do what the file says and nothing else, and nobody else does anything. */
@Timeout(120)
class UsersIT extends UsersServed {
    /** One request of each choice, about a file that is there, d/old, or about one that is not. */
    private static final Map<String, BiFunction<FileTransferClient, Path, ErrorCode>> CHOICES = choices();

    private static Map<String, BiFunction<FileTransferClient, Path, ErrorCode>> choices() {
        Map<String, BiFunction<FileTransferClient, Path, ErrorCode>> all = new LinkedHashMap<>();
        all.put(
                "GET",
                (client, source) -> Client.outcome(
                        client.get(GetRequest.of("d/old"), source.resolveSibling("target" + System.nanoTime()))));
        all.put("STAT", (client, source) -> Client.outcome(client.stat("d/old")));
        all.put("DIGEST", (client, source) -> Client.outcome(client.verify("d/old")));
        all.put("LIST", (client, source) -> Client.outcome(client.list("d", false, entry -> {})));
        all.put("PUT", (client, source) -> Client.outcome(client.put(PutRequest.of("d/old"), source)));
        all.put("PUT new", (client, source) -> Client.outcome(client.put(PutRequest.of("d/new"), source)));
        all.put(
                "COMMIT",
                (client, source) ->
                        Client.outcome(client.put(PutRequest.of("d/large"), source.resolveSibling("large"))));
        all.put("MKDIR", (client, source) -> Client.outcome(client.makeDirectory("d/made", false)));
        all.put("MOVE", (client, source) -> Client.outcome(client.move("d/old", "d/moved", false)));
        all.put("DELETE", (client, source) -> Client.outcome(client.delete("d/old", false, null)));
        return all;
    }

    /** All by one client: who is wrong again and again is slowed down. */
    private Map<String, ErrorCode> outcomes(ClientCredentials credentials) throws Exception {
        Map<String, ErrorCode> outcomes = new LinkedHashMap<>();
        try (FileTransferClient client = open(credentials)) {
            for (Map.Entry<String, BiFunction<FileTransferClient, Path, ErrorCode>> choice : CHOICES.entrySet()) {
                for (String name : List.of("new", "large", "made", "moved")) {
                    Files.deleteIfExists(root.resolve("d").resolve(name));
                }
                Files.createDirectories(root.resolve("d"));
                Files.write(root.resolve("d/old"), new byte[] {1, 2, 3});
                Map<String, String> before = content();
                ErrorCode outcome = choice.getValue().apply(client, source);
                if (outcome != null) {
                    assertEquals(before, content(), "a refused " + choice.getKey() + " has an effect");
                }
                outcomes.put(choice.getKey(), outcome);
            }
        }
        return outcomes;
    }

    /** All files but the server's own, with what is in them. */
    private Map<String, String> content() throws Exception {
        Map<String, String> all = new TreeMap<>();
        try (var walk = Files.walk(root)) {
            for (Path path : walk.toList()) {
                String name = root.relativize(path).toString();
                if (!name.startsWith(".filetransfer")) {
                    all.put(name, Files.isDirectory(path) ? "" : String.valueOf(Files.size(path)));
                }
            }
        }
        return all;
    }

    private static Map<String, ErrorCode> expected(ErrorCode otherwise, String... allowed) {
        Map<String, ErrorCode> outcomes = new LinkedHashMap<>();
        for (String choice : CHOICES.keySet()) {
            outcomes.put(choice, List.of(allowed).contains(choice) ? null : otherwise);
        }
        return outcomes;
    }

    @Test
    void everybodyMayDoWhatTheFileSays() throws Exception {
        String expired = user("token", "reader", "--label", "old", "--expires", "1h");
        Files.writeString(
                users, Files.readString(users).replaceAll("expires = \\S+", "expires = 2020-01-01T00:00:00Z"));
        String narrow = user("token", "reader", "--allow", "list", "--label", "narrow");
        serve();
        assertEquals(expected(ErrorCode.UNAUTHENTICATED), outcomes(null));
        assertEquals(expected(ErrorCode.UNAUTHENTICATED), outcomes(ClientCredentials.token(expired)));
        assertEquals(
                expected(ErrorCode.UNAUTHENTICATED),
                outcomes(ClientCredentials.password("nobody", "password of nobody".toCharArray())));
        assertEquals(expected(ErrorCode.DENIED, "GET", "STAT", "DIGEST", "LIST"), outcomes(password("reader")));
        assertEquals(expected(ErrorCode.DENIED, "LIST"), outcomes(ClientCredentials.token(narrow)));
        assertEquals(expected(ErrorCode.NOT_FOUND, "PUT", "PUT new", "COMMIT", "MKDIR"), outcomes(password("writer")));
        Map<String, ErrorCode> creator = expected(ErrorCode.NOT_FOUND, "PUT new", "COMMIT", "MKDIR");
        creator.put("PUT", ErrorCode.EXISTS);
        assertEquals(creator, outcomes(password("creator")));
        assertEquals(expected(ErrorCode.NOT_FOUND), outcomes(password("elsewhere")));
        // In a root of its own there is no d.
        assertEquals(expected(ErrorCode.NOT_FOUND), outcomes(password("alice")));
    }

    private static ClientCredentials password(String user) {
        return ClientCredentials.password(user, ("password of " + user).toCharArray());
    }

    @Test
    void aUserSeesNothingButTheOwnRoot() throws Exception {
        Files.write(root.resolve("outside"), new byte[9]);
        Files.createDirectories(root.resolve("home/bob"));
        Files.write(root.resolve("home/bob/secret"), new byte[9]);
        serve();
        try (FileTransferClient alice = as("alice")) {
            Client.get(alice.list("/", true, entry -> {}));
            Client.get(alice.put(PutRequest.of("a/b").parents(true), source));
            assertArrayEquals(Files.readAllBytes(source), Files.readAllBytes(root.resolve("home/alice/a/b")));
            List<String> names = new ArrayList<>();
            Client.get(alice.list("/", true, entry -> names.add(entry.name())));
            assertEquals(List.of("a", "a/b"), names.stream().sorted().toList());
            for (String name : List.of("outside", "home/bob/secret", "home/alice/a/b", "bob/secret")) {
                assertEquals(ErrorCode.NOT_FOUND, Client.outcome(alice.stat(name)), name);
            }
            for (String name : List.of("../bob/secret", "a/../../bob/secret", "..")) {
                assertEquals(ErrorCode.BAD_NAME, Client.outcome(alice.stat(name)), name);
                assertEquals(ErrorCode.BAD_NAME, Client.outcome(alice.move("a/b", name, false)), name);
            }
        }
        assertTrue(Files.exists(root.resolve("home/bob/secret")));
    }

    /** A change of the file counts for connections that stand, within a bound. */
    @Test
    void whoIsDisabledIsCutOff() throws Exception {
        Files.createDirectories(root.resolve("d"));
        serve();
        FaultProxy proxy =
                new FaultProxy(server.port(), FaultProxy.Direction.TO_SERVER, FaultProxy.Fault.HALT, 4_000_000);
        try (proxy;
                FileTransferClient client = FileTransferClient.open(Client.config(proxy.port())
                        .credentials(password("writer"))
                        .build())) {
            Transfer<?> put = client.put(PutRequest.of("d/large").streams(1), directory.resolve("large"));
            Await.until("the middle", proxy::hasStruck);
            user("disable", "writer");
            ErrorCode outcome = Client.outcome(put.future());
            assertTrue(
                    outcome == ErrorCode.UNAUTHENTICATED || outcome == ErrorCode.CONNECTION, String.valueOf(outcome));
            proxy.goOn();
        }
        assertFalse(Files.exists(root.resolve("d/large")));
        try (FileTransferClient client = as("writer")) {
            assertEquals(ErrorCode.UNAUTHENTICATED, Client.outcome(client.put(PutRequest.of("d/x"), source)));
        }
        user("enable", "writer");
        Await.until("the user to be back", () -> {
            try (FileTransferClient client = as("writer")) {
                return Client.outcome(client.put(PutRequest.of("d/x"), source)) == null;
            }
        });
    }

    /** As SIGHUP does. */
    @Test
    void whoIsDisabledIsCutOffAtOnceWhenFilesAreReadAgain() throws Exception {
        Files.createDirectories(root.resolve("d"));
        server = QuickUpkeep.startWithout(
                ServerConfig.builder(root).port(0).users(users).build());
        try (NativeConnection writer = new NativeConnection(server.port())) {
            writer.request(Choice.PUT, "d/new", credentials("writer"))
                    .content((byte) 1)
                    .flush();
            Await.until("under way", () -> !Trees.names(Trees.staging(root)).isEmpty());
            user("disable", "writer");
            server.refresh();
            assertEquals(ErrorCode.UNAUTHENTICATED, writer.readError());
            assertTrue(writer.atEnd());
        }
        assertFalse(Files.exists(root.resolve("d/new")));
    }

    @Test
    void theLegacyDialectIsOffWithUsers() throws Exception {
        Files.write(root.resolve("name"), new byte[9]);
        serve();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("0name : GET\n".getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("UNSUPPORTED"), answer);
        }
    }

    @Test
    void aCertificateLetsItsUserIn() throws Exception {
        Certificates certificates = new Certificates(directory);
        Certificates.Pair own = certificates.good("server");
        Certificates.Pair carol = certificates.good("carol");
        Certificates.Pair dave = certificates.good("dave");
        Certificates stranger = new Certificates(Files.createDirectory(directory.resolve("stranger")));
        user("add", "carol", "--no-password", "--certificate", "CN=carol", "--allow", "all");
        Files.write(root.resolve("name"), new byte[9]);
        server = FileTransferServer.start(ServerConfig.builder(root)
                .port(0)
                .users(users)
                .tls(new ServerTls(own.certificates(), own.key(), certificates.authority(), true))
                .build());
        ClientTls tls = ClientTls.authorities(certificates.authority());
        assertEquals(null, stat(tls.withCertificate(carol.certificates(), carol.key())));
        assertEquals(ErrorCode.UNAUTHENTICATED, stat(tls.withCertificate(dave.certificates(), dave.key())));
        assertEquals(ErrorCode.UNAUTHENTICATED, stat(tls));
        ErrorCode mixed = stat(tls.withCertificate(carol.certificates(), dave.key()));
        assertEquals(ErrorCode.LOCAL_FILE, mixed, "the key of another certificate");
        Certificates.Pair forged = stranger.good("carol");
        ErrorCode refused = stat(tls.withCertificate(forged.certificates(), forged.key()));
        assertTrue(refused == ErrorCode.CONNECTION || refused == ErrorCode.UNTRUSTED, String.valueOf(refused));
    }

    private ErrorCode stat(ClientTls tls) {
        try (FileTransferClient client =
                FileTransferClient.open(Client.config(server.port()).tls(tls).build())) {
            return Client.outcome(client.stat("name"));
        }
    }

    /** Nobody hears a password that this machine sends to another in plain. */
    @Test
    void noSecretLeavesThisMachineInPlain() throws Exception {
        try (FileTransferClient client = FileTransferClient.open(Client.config(9)
                .host("192.0.2.1")
                .credentials(password("reader"))
                .build())) {
            assertEquals(ErrorCode.UNTRUSTED, Client.outcome(client.stat("name")));
        }
    }

    @Test
    void beyondThisMachineUsersAndEncryptionAreNeeded() throws Exception {
        Certificates.Pair pair = new Certificates(directory).good("server");
        InetSocketAddress all = new InetSocketAddress("0.0.0.0", 0);
        ServerTls required = ServerTls.required(pair.certificates(), pair.key());
        ServerTls offered = new ServerTls(pair.certificates(), pair.key(), null, false);
        for (ServerConfig.Builder open : List.of(
                ServerConfig.builder(root),
                ServerConfig.builder(root).users(users),
                ServerConfig.builder(root).tls(required),
                ServerConfig.builder(root).users(users).tls(offered))) {
            org.junit.jupiter.api.Assertions.assertThrows(
                    IllegalArgumentException.class, () -> open.address(all).build());
        }
        ServerConfig.builder(root).users(users).tls(required).address(all).build();
    }

    /** Whoever may write in the root could make users, or read the key. */
    @Test
    void whatIsTheServersOwnIsNotServed() throws Exception {
        Path served = Files.copy(users, root.resolve("users.toml"));
        ServerConfig inside = ServerConfig.builder(root).port(0).users(served).build();
        for (Executable begin : List.<Executable>of(
                () -> FileTransferServer.start(inside).close(), () -> FileTransferServer.checkFiles(inside))) {
            String refusal = assertThrows(IOException.class, begin).getMessage();
            assertTrue(refusal.startsWith("the file of users, " + served + ", lies in the root"), refusal);
        }
        Files.delete(served);
    }

    /** No user of several that are added at once is lost; by the real program, each in a process of its own. */
    @Test
    void commandsAtOnceLoseNothing() throws Exception {
        List<Launched> programs = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                programs.add(Launched.start(Launched.java(
                        List.of(),
                        "io.filetransfer.server.program.Main",
                        "user",
                        "add",
                        "more" + i,
                        "--no-password",
                        "--users",
                        users.toString())));
            }
            for (Launched program : programs) {
                assertEquals(0, program.exit(), program::err);
            }
        } finally {
            for (Launched program : programs) {
                program.close();
            }
        }
        String list = user("list");
        for (int i = 0; i < 3; i++) {
            assertTrue(list.contains("more" + i), list);
        }
        assertTrue(list.contains("alice"), list);
        assertFalse(list.contains("argon"), list);
    }
}
