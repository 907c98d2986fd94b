package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.user.Permission;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every choice, by everybody who may or may not make it, in every dialect: what is not allowed has no effect on the disk,
 * the server's own directory included, and whoever may not list cannot tell it from what is not there.
 */
@Timeout(300)
class AccessMatrixIT extends AccessMatrix {
    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);
    /** CRC-32C, and any value: the upload is never whole. */
    private static final byte[] WHOLE_DIGEST = NativeConnection.option(0x0008, new byte[] {1, 2, 3, 4, 5});

    /** Exclusive, of this name alone, as long as the server likes; of nobody. */
    private static final byte[] LOCK = NativeConnection.option(0x8031, new byte[] {1, 0, 0, 0, 0});

    private static final byte[] TOKEN = NativeConnection.option(0x8032, new byte[] {'t'});
    /** A property that is not there. */
    private static final byte[] REMOVED = NativeConnection.option(0x8036, new byte[] {1, 0, 1, 'p'});

    /** One request of a choice. */
    private interface Asked {
        void ask(NativeConnection connection, String name, byte[] upload, byte[]... credentials) throws IOException;
    }

    /** A link for downloads, as usual. */
    private static final byte[] DOWNLOAD = NativeConnection.option(0x802a, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0});

    private static final Asked PART = (c, name, upload, who) -> part(c, name, upload, 0, who);

    /** How the server answered, as far as it may tell who may not see something. */
    private record Answer(ErrorCode code, String sentence) {}

    private static List<Asked> asked(Choice choice) {
        return switch (choice) {
            case GET, STAT, DIGEST, LIST, DELETE, MKDIR -> List.of(plain(choice));
            case LOCK -> List.of((c, name, upload, who) -> c.request(choice, name, with(who, LOCK)));
            case UNLOCK -> List.of((c, name, upload, who) -> c.request(choice, name, with(who, TOKEN)));
            case ANNOTATE -> List.of((c, name, upload, who) -> c.request(choice, name, with(who, REMOVED)));
            case PUT ->
                List.of(
                        (c, name, upload, who) -> c.put(name, NEW, who),
                        (c, name, upload, who) -> c.put(name + "2", NEW, who),
                        PART);
            case LINK -> List.of((c, name, upload, who) -> c.request(choice, name, with(who, DOWNLOAD)));
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
            case PUT, MKDIR, MOVE, COPY, DELETE, ANNOTATE -> true;
            case GET, STAT, DIGEST, LIST, LINK, LOCK, UNLOCK -> false;
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
                                || choice == Choice.ABORT // of none is no failure
                                || choice == Choice.UNLOCK,
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
