package io.filetransfer.server.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.LinkAction;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.user.LiveUsers;
import io.filetransfer.server.user.Principal;
import io.filetransfer.server.user.UserProgram;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    @TempDir
    Path directory;

    private Principal user(String... arguments) throws Exception {
        Path users = directory.resolve("users" + System.nanoTime());
        List<String> all = new ArrayList<>(
                List.of("add", "u", "--users", users.toString(), "--no-password", "--certificate", "CN=u"));
        all.addAll(List.of(arguments));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        assertEquals(
                0,
                UserProgram.run(all, Map.of(), InputStream.nullInputStream(), nowhere, System.err, question -> null));
        return LiveUsers.read(users).users().byCertificate("CN=u").orElseThrow();
    }

    private static Request request(Choice choice, String name) {
        Options options = switch (choice) {
            case MOVE, COPY -> Options.NONE.with(Option.TARGET, "d/target");
            case LINK -> Options.NONE.with(Option.LINK_ACTION, new LinkAction(LinkAction.What.MAKE_DOWNLOAD, 0, 0, ""));
            default -> Options.NONE;
        };
        return new Request(name, choice, options);
    }

    private static ErrorCode outcome(Principal principal, Request request) throws Exception {
        Failure refusal = Access.refusal(principal, request, Names.of(request).below(principal.root()));
        return refusal == null ? null : refusal.code();
    }

    private void assertMay(List<Choice> allowed, ErrorCode otherwise, String... user) throws Exception {
        Principal principal = user(user);
        for (Choice choice : Choice.values()) {
            assertEquals(
                    allowed.contains(choice) ? null : otherwise,
                    outcome(principal, request(choice, "d/name")),
                    choice + " for " + List.of(user));
        }
    }

    /** Every choice for every single permission, and for all but one. */
    @Test
    void eachChoiceNeedsItsOwn() throws Exception {
        List<Choice> reading = List.of(Choice.GET, Choice.STAT, Choice.DIGEST);
        List<Choice> storing = List.of(Choice.PUT, Choice.COMMIT, Choice.STATUS, Choice.ABORT, Choice.MKDIR);
        assertMay(List.of(), ErrorCode.NOT_FOUND, "--allow", "none");
        assertMay(reading, ErrorCode.NOT_FOUND, "--allow", "read");
        assertMay(List.of(Choice.LIST), ErrorCode.DENIED, "--allow", "list");
        List<Choice> writing = new ArrayList<>(storing);
        writing.addAll(List.of(Choice.LOCK, Choice.UNLOCK, Choice.ANNOTATE));
        assertMay(writing, ErrorCode.NOT_FOUND, "--allow", "write");
        assertMay(storing, ErrorCode.NOT_FOUND, "--allow", "create");
        assertMay(List.of(Choice.DELETE), ErrorCode.NOT_FOUND, "--allow", "delete");
        assertMay(List.of(Choice.DELETE, Choice.LIST), ErrorCode.DENIED, "--allow", "delete,list");
        assertMay(List.of(), ErrorCode.NOT_FOUND, "--allow", "link");
        assertMay(List.of(Choice.values()), null, "--allow", "all,link");
        List<Choice> ofFiles = new ArrayList<>(List.of(Choice.values()));
        ofFiles.remove(Choice.LINK);
        assertMay(ofFiles, ErrorCode.DENIED, "--allow", "all");
        assertMay(List.of(), ErrorCode.NOT_FOUND, "--allow", "all", "--path", "other");
        assertMay(List.of(), ErrorCode.NOT_FOUND, "--allow", "all", "--path", "d/name2");
        assertMay(List.of(Choice.values()), null, "--allow", "all,link", "--path", "d");
    }

    @Test
    void whoMayOnlyCreateReplacesNothing() throws Exception {
        Principal creator = user("--allow", "create");
        Principal writer = user("--allow", "write");
        for (Choice choice : List.of(Choice.PUT, Choice.COMMIT, Choice.MOVE, Choice.COPY)) {
            Request request = request(choice, "d/name");
            Names names = Names.of(request);
            assertTrue(Access.narrowed(creator, request, names).options().has(Option.EXPECT_ABSENT), choice.toString());
            assertFalse(Access.narrowed(writer, request, names).options().has(Option.EXPECT_ABSENT));
            assertFalse(Access.narrowed(Principal.EVERYBODY, request, names)
                    .options()
                    .has(Option.EXPECT_ABSENT));
        }
        Request part = new Request(
                "d/name", Choice.PUT, Options.NONE.with(Option.OFFSET, 0L).with(Option.UPLOAD_ID, new UploadId(1, 2)));
        assertFalse(Access.narrowed(creator, part, Names.of(part)).options().has(Option.EXPECT_ABSENT));
    }

    @Test
    void aCopyReadsAndStores() throws Exception {
        Request file = request(Choice.COPY, "d/name");
        Request tree = file.with(file.options().with(Option.RECURSIVE, true));
        assertNull(outcome(user("--allow", "read,create"), file));
        assertEquals(ErrorCode.NOT_FOUND, outcome(user("--allow", "read,create"), tree));
        assertNull(outcome(user("--allow", "read,list,write"), tree));
        assertEquals(ErrorCode.DENIED, outcome(user("--allow", "list,write"), file));
        assertEquals(ErrorCode.DENIED, outcome(user("--allow", "list,read"), file));
    }

    @Test
    void whoMayNotRemoveHasNothingRemovedForANewName() throws Exception {
        for (Choice choice : List.of(Choice.MOVE, Choice.COPY)) {
            Request request = request(choice, "d/name");
            Request replacing = request.with(request.options().with(Option.REPLACE, true));
            Names names = Names.of(replacing);
            assertFalse(Access.narrowed(user("--allow", "read,write"), replacing, names)
                    .options()
                    .has(Option.REPLACE));
            assertTrue(Access.narrowed(user("--allow", "all"), replacing, names)
                    .options()
                    .has(Option.REPLACE));
        }
    }

    /** Who may not read a file may not move it to where it may be read. */
    @Test
    void aMoveGivesNobodyMoreToRead() throws Exception {
        Path users = directory.resolve("users");
        java.nio.file.Files.writeString(users, """
                [users.u]
                certificate = "CN=u"
                rules = [
                  {path = "/", allow = ["delete", "create", "list"]},
                  {path = "/open", allow = ["read", "create", "delete", "list"]},
                  {path = "/open/closed", allow = []},
                ]
                """);
        java.nio.file.Files.setPosixFilePermissions(
                users, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Principal principal =
                LiveUsers.read(users).users().byCertificate("CN=u").orElseThrow();
        assertEquals(ErrorCode.DENIED, outcome(principal, move("secret", "open/mine")));
        assertEquals(null, outcome(principal, move("open/a", "open/b")));
        assertEquals(null, outcome(principal, move("open/a", "c")));
        assertEquals(null, outcome(principal, move("a", "b")));
        // What is below and forbidden forbids what would take it along.
        assertEquals(ErrorCode.DENIED, outcome(principal, move("open", "b")));
        assertEquals(ErrorCode.DENIED, outcome(principal, request(Choice.DELETE, "open")));
        assertEquals(ErrorCode.DENIED, outcome(principal, move("a", "open")));
        assertEquals(null, outcome(principal, new Request("", Choice.LIST, Options.NONE)));
        Options recursive = Options.NONE.with(Option.RECURSIVE, true);
        assertEquals(ErrorCode.DENIED, outcome(principal, new Request("", Choice.LIST, recursive)));
        assertEquals(ErrorCode.DENIED, outcome(principal, new Request("open", Choice.LIST, recursive)));
        assertEquals(null, outcome(principal, new Request("a", Choice.LIST, recursive)));
    }

    /** A name that can be read in several ways is not found by one that is forbidden. */
    @Test
    void everyReadingOfANameIsLookedAt() throws Exception {
        Principal principal = user("--allow", "read,list", "--path", "d");
        Request request = new Request("d/name", Choice.GET, Options.NONE, List.of("d/other"));
        assertEquals(null, outcome(principal, request));
        Request forbidden = new Request("d/name", Choice.GET, Options.NONE, List.of("secret"));
        assertEquals(ErrorCode.DENIED, outcome(principal, forbidden));
    }

    private static Request move(String from, String to) {
        return new Request(from, Choice.MOVE, Options.NONE.with(Option.TARGET, to));
    }
}
