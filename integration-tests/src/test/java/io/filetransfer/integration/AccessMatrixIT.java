package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.ServerTls;
import io.filetransfer.server.user.Permission;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every choice, by everybody who may or may not make it, in every dialect: what is not allowed has no effect on the disk,
 * the server's own directory included, and whoever may not list cannot tell it from what is not there.
 */
@Timeout(300)
class AccessMatrixIT {
    private static final byte[] HELD = "held".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);
    /** CRC-32C, and any value: the upload is never whole. */
    private static final byte[] WHOLE_DIGEST = NativeConnection.option(0x0008, new byte[] {1, 2, 3, 4, 5});

    @TempDir
    Path root;

    @TempDir
    Path directory;

    private UsersMade users;
    private FileTransferServer server;
    private SSLSocketFactory tls;
    private List<Person> people;
    private byte[] administrator;
    private int uploads;
    private int sources;

    /** Who asks. */
    private record Person(String what, byte[] credentials, Set<Permission> allowed, boolean known, boolean elsewhere) {
        @Override
        public String toString() {
            return what;
        }
    }

    /** One request of a choice. */
    private interface Asked {
        void ask(NativeConnection connection, String name, byte[] upload, byte[]... credentials) throws IOException;
    }

    private static final Asked PART = (c, name, upload, who) -> part(c, name, upload, 0, who);

    /** How the server answered, as far as it may tell who may not see something. */
    private record Answer(ErrorCode code, String sentence) {}

    @BeforeEach
    void serve() throws Exception {
        users = new UsersMade(directory.resolve("users.toml"));
        Certificates certificates = new Certificates(directory);
        Certificates.Pair pair = certificates.good("server");
        users.run("add", "administrator", "--no-password", "--allow", "all");
        administrator = token(users.run("token", "administrator"));
        people = persons();
        ServerTls offered = new ServerTls(pair.certificates(), pair.key(), null, false);
        server = FileTransferServer.start(ServerConfig.builder(root)
                .port(0)
                .users(directory.resolve("users.toml"))
                .durability(Durability.RELAXED)
                .tls(offered)
                .build());
        tls = certificates.context().getSocketFactory();
    }

    @AfterEach
    void end() {
        server.close();
    }

    private List<Person> persons() throws Exception {
        List<Person> all = new ArrayList<>();
        all.add(new Person("nobody", null, Set.of(), false, false));
        all.add(new Person("an unknown user", password("nobody", "secret"), Set.of(), false, false));
        users.run("add", "known", "--allow", "all");
        users.makeWrongPasswordsCheap();
        users.run("add", "right", "--allow", "all");
        all.add(new Person("a wrong password", password("known", "wrong"), Set.of(), false, false));
        all.add(new Person("a right password", password("right", UsersMade.PASSWORD), Permission.ALL, true, false));
        all.add(new Person("a wrong token", token("ftt_wrong"), Set.of(), false, false));
        all.add(new Person(
                "an expired token",
                token(users.run("token", "known", "--label", "old", "--expires", "1h")),
                Set.of(),
                false,
                false));
        users.expireTokens();
        all.add(new Person(
                "a revoked token", token(users.run("token", "known", "--label", "gone")), Set.of(), false, false));
        users.run("token", "known", "--revoke", "gone");
        users.run("add", "disabled", "--no-password", "--allow", "all");
        all.add(new Person("a disabled user", token(users.run("token", "disabled")), Set.of(), false, false));
        users.run("disable", "disabled");
        for (Permission permission : Permission.values()) {
            all.add(limited(permission.name().toLowerCase(Locale.ROOT), EnumSet.of(permission)));
        }
        all.add(limited("list,delete", EnumSet.of(Permission.LIST, Permission.DELETE)));
        all.add(limited("none", EnumSet.noneOf(Permission.class)));
        all.add(new Person(
                "a token that only reads",
                token(users.run("token", "known", "--label", "reads", "--allow", "read")),
                Set.of(Permission.READ),
                true,
                false));
        all.add(new Person(
                "a token for another path",
                token(users.run("token", "known", "--label", "path", "--path", "/other")),
                Set.of(),
                true,
                false));
        users.run("add", "pathless", "--no-password", "--allow", "all", "--path", "/other");
        all.add(new Person("a user of another path", token(users.run("token", "pathless")), Set.of(), true, false));
        users.run("add", "rooted", "--no-password", "--allow", "all", "--root", "/home/%u");
        all.add(new Person("a user of another root", token(users.run("token", "rooted")), Permission.ALL, true, true));
        return all;
    }

    private Person limited(String permissions, Set<Permission> allowed) {
        users.run("add", "u-" + permissions.replace(',', '-'), "--no-password", "--allow", permissions);
        byte[] credentials = token(users.run("token", "u-" + permissions.replace(',', '-')));
        return new Person("who may " + permissions, credentials, allowed, true, false);
    }

    private static byte[] token(String token) {
        return NativeConnection.token(token);
    }

    private static byte[] password(String user, String password) {
        return credentials(Credentials.PASSWORD, user + '\0' + password);
    }

    private static byte[] credentials(int scheme, String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return NativeConnection.option(
                NativeConnection.CREDENTIALS,
                ByteBuffer.allocate(1 + bytes.length)
                        .put((byte) scheme)
                        .put(bytes)
                        .array());
    }

    /** What each choice needs. A new one does not compile until it is here, and below. */
    private static boolean allows(Choice choice, Set<Permission> allowed) {
        boolean stores = allowed.contains(Permission.WRITE) || allowed.contains(Permission.CREATE);
        return switch (choice) {
            case GET, STAT, DIGEST -> allowed.contains(Permission.READ);
            case LIST -> allowed.contains(Permission.LIST);
            case PUT, MKDIR, STATUS, COMMIT, ABORT -> stores;
            case DELETE -> allowed.contains(Permission.DELETE);
            case MOVE -> allowed.contains(Permission.DELETE) && stores;
            case COPY -> allowed.contains(Permission.READ) && stores;
        };
    }

    private static List<Asked> asked(Choice choice) {
        return switch (choice) {
            case GET, STAT, DIGEST, LIST, DELETE, MKDIR -> List.of(plain(choice));
            case PUT ->
                List.of(
                        (c, name, upload, who) -> c.put(name, NEW, who),
                        (c, name, upload, who) -> c.put(name + "2", NEW, who),
                        PART);
            case STATUS, ABORT -> List.of((c, name, upload, who) -> c.request(choice, name, with(who, upload)));
            case COMMIT ->
                List.of((c, name, upload, who) -> c.request(
                        choice, name, with(who, upload, NativeConnection.size(2L * HELD.length), WHOLE_DIGEST)));
            case MOVE, COPY ->
                List.of(
                        (c, name, upload, who) ->
                                c.request(choice, name, with(who, NativeConnection.target(name + "moved"))),
                        (c, name, upload, who) ->
                                c.request(choice, name, with(who, NativeConnection.target("d/kept"))));
        };
    }

    private static Asked plain(Choice choice) {
        return (connection, name, upload, who) -> connection.request(choice, name, who);
    }

    private static byte[][] with(byte[][] who, byte[]... options) {
        return Stream.concat(Stream.of(options), Stream.of(who)).toArray(byte[][]::new);
    }

    private static void part(NativeConnection connection, String name, byte[] upload, long offset, byte[]... who)
            throws IOException {
        connection
                .request(
                        Choice.PUT,
                        name,
                        with(
                                who,
                                upload,
                                NativeConnection.size(2L * HELD.length),
                                NativeConnection.option(0x8001, Trees.bigEndian(offset)),
                                NativeConnection.option(0x8002, Trees.bigEndian(HELD.length))))
                .content(HELD)
                .end(HELD);
    }

    @Test
    void whatIsNotAllowedDoesNothingAndTellsNothing() throws Exception {
        for (boolean encrypted : new boolean[] {false, true}) {
            for (Choice choice : Choice.values()) {
                List<Asked> requests = asked(choice);
                for (Asked request : requests) {
                    byte[] upload = tree();
                    TreeMap<String, String> before = Trees.picture(root);
                    for (Person person : people) {
                        String cell = (encrypted ? "TLS: " : "plain: ") + choice + " " + requests.indexOf(request)
                                + " by " + person;
                        boolean ownUpload = request == PART; // of the same id and name, and yet another one
                        boolean allowed = (!person.elsewhere() || ownUpload) && allows(choice, person.allowed());
                        boolean changes = allowed
                                ? permitted(person, choice, request, upload, cell, encrypted)
                                : refused(person, choice, request, upload, cell, encrypted);
                        if (changes) {
                            upload = tree();
                            before = Trees.picture(root);
                        } else {
                            assertEquals(before, Trees.picture(root), cell);
                        }
                    }
                }
            }
        }
    }

    /** @return true: it may have changed something */
    private boolean permitted(
            Person person, Choice choice, Asked request, byte[] upload, String cell, boolean encrypted)
            throws Exception {
        Answer answer =
                answers(person, choice, request, upload, encrypted, "old").get(0);
        assertTrue(
                answer.code() != ErrorCode.UNAUTHENTICATED
                        && answer.code() != ErrorCode.DENIED
                        && answer.code() != ErrorCode.NOT_FOUND,
                cell + ": " + answer);
        return switch (choice) {
            case PUT, MKDIR, MOVE, COPY, DELETE -> true;
            case GET, STAT, DIGEST, LIST -> false;
            case STATUS, ABORT, COMMIT -> false; // an upload that is held is its user's, whoever else may store
        };
    }

    private boolean refused(Person person, Choice choice, Asked request, byte[] upload, String cell, boolean encrypted)
            throws Exception {
        List<Answer> answers = answers(person, choice, request, upload, encrypted, "old", "missing");
        boolean lists = person.allowed().contains(Permission.LIST);
        ErrorCode expected =
                !person.known() ? ErrorCode.UNAUTHENTICATED : lists ? ErrorCode.DENIED : ErrorCode.NOT_FOUND;
        if (person.elsewhere()) {
            for (Answer answer : answers) { // nothing there has the name, or there is no directory for it
                assertTrue(
                        answer.code() == ErrorCode.NOT_FOUND
                                || answer.code() == ErrorCode.UPLOAD_UNKNOWN
                                || choice == Choice.ABORT, // of none is no failure
                        cell + ": " + answer);
            }
        } else {
            assertEquals(expected, answers.get(0).code(), cell);
        }
        assertEquals(answers.get(0), answers.get(1), cell + ": of what is there, and of what is not");
        return false;
    }

    private List<Answer> answers(
            Person person, Choice choice, Asked request, byte[] upload, boolean encrypted, String... names)
            throws Exception {
        List<Answer> answers = new ArrayList<>();
        byte[][] who = person.credentials() == null ? new byte[0][] : new byte[][] {person.credentials()};
        try (NativeConnection connection = connect(encrypted)) {
            for (String name : names) {
                request.ask(connection, name(choice, name), upload, who);
                NativeConnection.Frame frame = connection.read();
                boolean refused = frame.type() == NativeConnection.ERROR;
                answers.add(new Answer(refused ? frame.code() : null, refused ? frame.sentence() : ""));
            }
        }
        return answers;
    }

    /** The name that it is about: of the upload that is held, of a directory, or of a file. */
    private static String name(Choice choice, String name) {
        return switch (choice) {
            case GET, STAT, DIGEST, DELETE, MOVE, COPY, PUT -> "d/" + name;
            case LIST -> "d/" + (name.equals("old") ? "sub" : name);
            case MKDIR -> "d/" + (name.equals("old") ? "made" : name);
            case STATUS, ABORT, COMMIT -> "d/" + (name.equals("old") ? "held" : name);
        };
    }

    /** From another address each time: whoever is wrong again and again is slowed down. */
    private NativeConnection connect(boolean encrypted) throws IOException {
        sources++;
        InetAddress from = InetAddress.getByAddress(new byte[] {127, 1, (byte) (sources >> 8), (byte) sources});
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port(), from, 0);
        return new NativeConnection(encrypted ? tls.createSocket(socket, "localhost", server.port(), true) : socket);
    }

    /** Files as they are before each request, and an upload of which a part is held. */
    private byte[] tree() throws Exception {
        for (String below : List.of("d", "home", "other")) {
            remove(root.resolve(below));
        }
        for (String file : List.of("d/old", "d/kept", "d/sub/file", "home/rooted/mine")) {
            Trees.file(root.resolve(file), file.getBytes(StandardCharsets.UTF_8));
        }
        byte[] id = new byte[16];
        ByteBuffer.wrap(id).putInt(++uploads);
        byte[] upload = NativeConnection.option(0x8006, id);
        try (NativeConnection connection = connect(false)) {
            part(connection, "d/held", upload, HELD.length, administrator);
            connection.read(NativeConnection.REPLY);
        }
        return upload;
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> below = Files.walk(tree)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** The same by HTTP, for what it offers: each request says for itself whose it is. */
    @Test
    void whatIsNotAllowedDoesNothingAndTellsNothingByHttp() throws Exception {
        for (boolean encrypted : new boolean[] {false, true}) {
            for (HttpAsked request : HttpAsked.values()) {
                tree();
                TreeMap<String, String> before = Trees.picture(root);
                for (Person person : people) {
                    String cell = (encrypted ? "TLS: " : "plain: ") + request + " by " + person;
                    HttpAnswer there = http(request, person, "old", encrypted);
                    HttpAnswer missing = http(request, person, "missing", encrypted);
                    boolean allowed = !person.elsewhere() && allows(request.choice, person.allowed());
                    if (allowed) {
                        boolean taken = there.status() == 409 && there.body().contains("\"EXISTS\"");
                        assertTrue(there.status() < 300 || taken, cell + ": " + there);
                        tree();
                        before = Trees.picture(root);
                        continue;
                    }
                    assertEquals(there, missing, cell + ": of what is there, and of what is not");
                    assertEquals(httpRefusal(request, person), there.status(), cell + ": " + there);
                    assertEquals(before, Trees.picture(root), cell);
                }
            }
        }
    }

    private enum HttpAsked {
        GET(Choice.GET, "GET", ""),
        HEAD(Choice.STAT, "HEAD", ""),
        LIST(Choice.LIST, "GET", "/"),
        PUT(Choice.PUT, "PUT", ""),
        DELETE(Choice.DELETE, "DELETE", "");

        final Choice choice;
        final String method;
        final String end;

        HttpAsked(Choice choice, String method, String end) {
            this.choice = choice;
            this.method = method;
            this.end = end;
        }
    }

    private record HttpAnswer(int status, String body) {}

    private static int httpRefusal(HttpAsked request, Person person) {
        if (!person.known()) {
            return 401;
        }
        if (person.allowed().contains(Permission.LIST) && !person.elsewhere()) {
            return 403;
        }
        return request == HttpAsked.PUT ? 409 : 404;
    }

    private HttpAnswer http(HttpAsked request, Person person, String name, boolean encrypted) throws Exception {
        try (NativeConnection connection = connect(encrypted)) {
            String who = authorization(person);
            String body = request == HttpAsked.PUT ? "new" : "";
            String text = request.method + " /" + name(request.choice, name) + request.end + " HTTP/1.1\r\nHost: x\r\n"
                    + (who.isEmpty() ? "" : "Authorization: " + who + "\r\n") + "Content-Length: " + body.length()
                    + "\r\nConnection: close\r\n\r\n" + body;
            connection.socket().getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            String answer =
                    new String(connection.socket().getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return new HttpAnswer(
                    Integer.parseInt(answer.substring(9, 12)), answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }
    }

    /** What the option that has the credentials is as a field. */
    private static String authorization(Person person) {
        if (person.credentials() == null) {
            return "";
        }
        byte[] option = person.credentials(); // number, length, scheme, secret
        byte[] secret = Arrays.copyOfRange(option, 5, option.length);
        if (option[4] == Credentials.TOKEN) {
            return "Bearer " + new String(secret, StandardCharsets.ISO_8859_1);
        }
        for (int i = 0; i < secret.length; i++) {
            secret[i] = secret[i] == 0 ? (byte) ':' : secret[i];
        }
        return "Basic " + Base64.getEncoder().encodeToString(secret);
    }

    /** That dialect has no users, so nobody is anybody there. */
    @Test
    void theLegacyDialectDoesNothingAndTellsNothing() throws Exception {
        tree();
        TreeMap<String, String> before = Trees.picture(root);
        for (boolean encrypted : new boolean[] {false, true}) {
            for (String request : List.of("0%s:GET", "1%s:PUThello")) {
                String there = legacy(request.formatted("d/old"), encrypted);
                assertTrue(there.startsWith("UNSUPPORTED"), there);
                assertEquals(there, legacy(request.formatted("d/missing"), encrypted), request);
                assertEquals(before, Trees.picture(root), request);
            }
        }
    }

    private String legacy(String request, boolean encrypted) throws IOException {
        try (NativeConnection connection = connect(encrypted)) {
            Socket socket = connection.socket();
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            in.transferTo(answer);
            return answer.toString(StandardCharsets.UTF_8);
        }
    }
}
