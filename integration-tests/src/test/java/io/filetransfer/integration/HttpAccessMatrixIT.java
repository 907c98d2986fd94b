package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Credentials;
import io.filetransfer.server.user.Permission;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As {@link AccessMatrixIT}, by HTTP, for what it offers: each request says for itself whose it is. */
@Timeout(300)
class HttpAccessMatrixIT extends AccessMatrix {
    @Test
    void whatIsNotAllowedDoesNothingAndTellsNothing() throws Exception {
        for (boolean encrypted : new boolean[] {false, true}) {
            for (Asked request : Asked.values()) {
                tree();
                TreeMap<String, String> before = Trees.picture(root);
                for (Person person : people) {
                    String cell = (encrypted ? "TLS: " : "plain: ") + request + " by " + person;
                    Answer there = answer(request, person, "old", encrypted);
                    Answer missing = answer(request, person, "missing", encrypted);
                    boolean allowed = !person.elsewhere() && allows(request.choice, person.allowed());
                    if (allowed) {
                        assertTrue(there.status() < 300 || isAllowed(request, there), cell + ": " + there);
                        tree();
                        before = Trees.picture(root);
                        continue;
                    }
                    assertEquals(there, missing, cell + ": of what is there, and of what is not");
                    assertEquals(refusal(request, person), there.status(), cell + ": " + there);
                    assertEquals(before, Trees.picture(root), cell);
                }
            }
        }
    }

    private enum Asked {
        GET(Choice.GET, "GET", ""),
        HEAD(Choice.STAT, "HEAD", ""),
        LIST(Choice.LIST, "GET", "/"),
        PUT(Choice.PUT, "PUT", ""),
        DELETE(Choice.DELETE, "DELETE", ""),
        PROPFIND(Choice.STAT, "PROPFIND", "", "Depth: 0"),
        PROPFIND_BELOW(Choice.LIST, "PROPFIND", "/", "Depth: 1"),
        PROPPATCH(
                Choice.ANNOTATE,
                "PROPPATCH",
                "",
                "X: x",
                "<propertyupdate xmlns='DAV:'><set><prop><p xmlns='u:'>v</p></prop></set></propertyupdate>"),
        MKCOL(Choice.MKDIR, "MKCOL", ""),
        COPY(Choice.COPY, "COPY", "", "Destination: /d/copied"),
        MOVE(Choice.MOVE, "MOVE", "", "Destination: /d/moved"),
        LOCK(
                Choice.LOCK,
                "LOCK",
                "",
                "Depth: 0",
                "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>"),
        UNLOCK(Choice.UNLOCK, "UNLOCK", "", "Lock-Token: <urn:x>");

        final Choice choice;
        final String method;
        final String end;
        final String field;
        final String body;

        Asked(Choice choice, String method, String end) {
            this(choice, method, end, "X: x");
        }

        Asked(Choice choice, String method, String end, String field) {
            this(choice, method, end, field, choice == Choice.PUT ? "new" : "");
        }

        Asked(Choice choice, String method, String end, String field, String body) {
            this.choice = choice;
            this.method = method;
            this.end = end;
            this.field = field;
            this.body = body;
        }
    }

    private record Answer(int status, String body) {}

    private static int refusal(Asked request, Person person) {
        if (!person.known()) {
            return 401;
        }
        if (person.allowed().contains(Permission.LIST) && !person.elsewhere()) {
            return 403;
        }
        boolean conflict = request == Asked.PUT
                || request == Asked.MKCOL
                || request == Asked.LOCK
                || request == Asked.UNLOCK && person.elsewhere();
        return conflict ? 409 : 404;
    }

    /** What says no for another reason than who asks: the name is taken, the lock another's or none. */
    private static boolean isAllowed(Asked request, Answer answer) {
        return switch (answer.status()) {
            case 409 ->
                answer.body().contains("\"EXISTS\"")
                        || request == Asked.UNLOCK && answer.body().contains("lock-token-matches-request-uri");
            case 423 -> request == Asked.LOCK;
            default -> false;
        };
    }

    private Answer answer(Asked request, Person person, String name, boolean encrypted) throws Exception {
        try (NativeConnection connection = connect(encrypted)) {
            String who = authorization(person);
            String text = request.method + " /" + name(request.choice, name) + request.end + " HTTP/1.1\r\nHost: x\r\n"
                    + (who.isEmpty() ? "" : "Authorization: " + who + "\r\n") + request.field + "\r\nContent-Length: "
                    + request.body.length()
                    + "\r\nConnection: close\r\n\r\n" + request.body;
            connection.socket().getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            String answer =
                    new String(connection.socket().getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return new Answer(
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
}
