package io.filetransfer.integration;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.Durability;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.ServerTls;
import io.filetransfer.server.user.Permission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of who may do what share: everybody who may or may not do something, a server, and files as they are before. */
abstract class AccessMatrix {
    static final byte[] HELD = "held".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path root;

    @TempDir
    Path directory;

    private UsersMade users;
    private FileTransferServer server;
    private SSLSocketFactory tls;
    List<Person> people;
    private byte[] administrator;
    private int uploads;
    private int sources;

    /** Who asks. */
    record Person(String what, byte[] credentials, Set<Permission> allowed, boolean known, boolean elsewhere) {
        @Override
        public String toString() {
            return what;
        }
    }

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
                .links(directory.resolve("links"))
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
        users.run("add", "right", "--allow", "all,link");
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
        users.run("add", "rooted", "--no-password", "--allow", "all,link", "--root", "/home/%u");
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
    static boolean allows(Choice choice, Set<Permission> allowed) {
        boolean stores = allowed.contains(Permission.WRITE) || allowed.contains(Permission.CREATE);
        return switch (choice) {
            case GET, STAT, DIGEST -> allowed.contains(Permission.READ);
            case LIST -> allowed.contains(Permission.LIST);
            case PUT, MKDIR, STATUS, COMMIT, ABORT -> stores;
            case LOCK, UNLOCK, ANNOTATE -> allowed.contains(Permission.WRITE);
            case DELETE -> allowed.contains(Permission.DELETE);
            case MOVE -> allowed.contains(Permission.DELETE) && stores;
            case COPY -> allowed.contains(Permission.READ) && stores;
            case LINK -> allowed.contains(Permission.LINK) && allowed.contains(Permission.READ);
        };
    }

    static byte[][] with(byte[][] who, byte[]... options) {
        return Stream.concat(Stream.of(options), Stream.of(who)).toArray(byte[][]::new);
    }

    static void part(NativeConnection connection, String name, byte[] upload, long offset, byte[]... who)
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

    /** The name that it is about: of the upload that is held, of a directory, or of a file. */
    static String name(Choice choice, String name) {
        return switch (choice) {
            case GET, STAT, DIGEST, DELETE, MOVE, COPY, PUT, LINK, ANNOTATE -> "d/" + name;
            case LOCK, UNLOCK -> "d/" + (name.equals("old") ? "sub/file" : name); // nobody else is about that one
            case LIST -> "d/" + (name.equals("old") ? "sub" : name);
            case MKDIR -> "d/" + (name.equals("old") ? "made" : name);
            case STATUS, ABORT, COMMIT -> "d/" + (name.equals("old") ? "held" : name);
        };
    }

    /** From another address each time: whoever is wrong again and again is slowed down. */
    final NativeConnection connect(boolean encrypted) throws IOException {
        sources++;
        InetAddress from = InetAddress.getByAddress(new byte[] {127, 1, (byte) (sources >> 8), (byte) sources});
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port(), from, 0);
        return new NativeConnection(encrypted ? tls.createSocket(socket, "localhost", server.port(), true) : socket);
    }

    /** Files as they are before each request, and an upload of which a part is held. */
    final byte[] tree() throws Exception {
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
}
