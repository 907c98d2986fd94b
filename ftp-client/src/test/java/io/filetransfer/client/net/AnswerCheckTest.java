package io.filetransfer.client.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.transfer.ListExchange;
import io.filetransfer.codec.Also;
import io.filetransfer.codec.Append;
import io.filetransfer.codec.Archive;
import io.filetransfer.codec.ByteSpan;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Conditions;
import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Entry;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.LinkAction;
import io.filetransfer.codec.LinkInfo;
import io.filetransfer.codec.LinkKind;
import io.filetransfer.codec.LockWish;
import io.filetransfer.codec.ModeRule;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Option.VersionRange;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Properties;
import io.filetransfer.codec.PropertyChanges;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Rights;
import io.filetransfer.codec.StateConditions;
import io.filetransfer.codec.TransferTimes;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.Version;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every option, added to and taken from a good answer of every kind. */
class AnswerCheckTest {
    private static final Digest CRC = Digest.crc32c(7);
    private static final Version VERSION = Version.of(new byte[] {1});
    private static final UploadId ID = new UploadId(1, 2);
    private static final Options FILE = Options.NONE
            .with(Option.SIZE, 10L)
            .with(Option.MODIFIED, Instant.EPOCH)
            .with(Option.MODE, 0644);

    /** A request, what ended its body, and a good answer; the options without which it is none. */
    private record Asked(Request asked, End sent, Options answer, String needed, String changeable) {
        Asked(Choice choice, Options asked, End sent, Options answer, String needed, String changeable) {
            this(new Request("x", choice, asked), sent, answer, needed, changeable);
        }
    }

    private static Map<String, Asked> kinds() {
        Options range = Options.NONE.with(Option.OFFSET, 2L).with(Option.LENGTH, 3L);
        Options part = range.with(Option.UPLOAD_ID, ID).with(Option.SIZE, 10L);
        Options stored = FILE.with(Option.DIGEST, CRC).with(Option.DURABILITY, Durability.SYNCED);
        Options commit =
                Options.NONE.with(Option.UPLOAD_ID, ID).with(Option.SIZE, 10L).with(Option.DIGEST, CRC);
        Options held = Options.NONE.with(Option.SIZE, 10L).with(Option.HELD, List.of(new Extent(2, 3, 7)));
        Options durable = Options.NONE.with(Option.DURABILITY, Durability.SYNCED);
        Options none = Options.NONE;
        Map<String, Asked> kinds = new LinkedHashMap<>();
        kinds.put("get", new Asked(Choice.GET, none, null, FILE.with(Option.VERSION, VERSION), "size", "size"));
        kinds.put(
                "get of a range",
                new Asked(
                        Choice.GET,
                        range.with(Option.EXPECT_VERSION, VERSION),
                        null,
                        FILE.with(Option.VERSION, VERSION)
                                .with(Option.OFFSET, 2L)
                                .with(Option.LENGTH, 3L),
                        "length offset size version",
                        "size"));
        kinds.put("put", new Asked(Choice.PUT, none, new End(10, CRC), stored, "size", ""));
        kinds.put(
                "put of a part",
                new Asked(Choice.PUT, part, new End(3, CRC), range.with(Option.DIGEST, CRC), "length offset", "size"));
        kinds.put("list", new Asked(Choice.LIST, none, null, none, "", "digest size"));
        kinds.put("stat", new Asked(Choice.STAT, none, null, FILE.with(Option.KIND, Kind.FILE), "kind", "digest size"));
        kinds.put(
                "digest", new Asked(Choice.DIGEST, none, null, none.with(Option.DIGEST, CRC), "digest", "digest size"));
        kinds.put(
                "verify",
                new Asked(
                        Choice.DIGEST,
                        none.with(Option.VERIFY, true),
                        null,
                        none.with(Option.DIGEST, CRC),
                        "",
                        "digest size"));
        kinds.put("mkdir", new Asked(Choice.MKDIR, none, null, durable, "", "digest size"));
        kinds.put("move", new Asked(Choice.MOVE, none.with(Option.TARGET, "y"), null, durable, "", "digest size"));
        kinds.put("copy", new Asked(Choice.COPY, none.with(Option.TARGET, "y"), null, durable, "", "digest size"));
        LinkInfo link = new LinkInfo("ab", LinkKind.FILE, Instant.EPOCH, Instant.EPOCH, 0, 0, false, "/x");
        kinds.put(
                "link",
                new Asked(
                        Choice.LINK,
                        none.with(Option.LINK_ACTION, new LinkAction(LinkAction.What.MAKE_DOWNLOAD, 0, 0, "")),
                        null,
                        none.with(Option.LINKS, List.of(link)).with(Option.LINK_SECRET, "/l"),
                        "link-secret links",
                        "digest size"));
        kinds.put("delete", new Asked(Choice.DELETE, none, null, durable, "", "digest size"));
        kinds.put(
                "status",
                new Asked(Choice.STATUS, none.with(Option.UPLOAD_ID, ID), null, held, "held size", "digest size"));
        kinds.put(
                "status of what is committed",
                new Asked(Choice.STATUS, none.with(Option.UPLOAD_ID, ID), null, stored, "digest size", "digest size"));
        kinds.put("commit", new Asked(Choice.COMMIT, commit, null, stored, "size", ""));
        kinds.put("abort", new Asked(Choice.ABORT, none.with(Option.UPLOAD_ID, ID), null, none, "", "digest size"));
        return kinds;
    }

    /** A value of each option that no good answer above has. */
    private static Options with(Options options, Option<?> option) {
        Options all = Options.NONE
                .with(Option.OFFSET, 4L)
                .with(Option.LENGTH, 4L)
                .with(Option.SIZE, 11L)
                .with(Option.MODIFIED, Instant.MAX.minusSeconds(1_000_000))
                .with(Option.MODE, 07777)
                .with(Option.UPLOAD_ID, new UploadId(3, 4))
                .with(Option.DIGEST_ALGORITHM, DigestAlgorithm.SHA256)
                .with(Option.DIGEST, Digest.crc32c(8))
                .with(Option.VERSION, Version.of(new byte[] {2}))
                .with(Option.EXPECT_VERSION, VERSION)
                .with(Option.EXPECT_ABSENT, true)
                .with(Option.CREDENTIALS, new Credentials(Credentials.TOKEN, new byte[] {1}))
                .with(Option.DURABILITY, Durability.RELAXED)
                .with(Option.TARGET, "z")
                .with(Option.KIND, Kind.DIRECTORY)
                .with(Option.ASK_FIRST, true)
                .with(Option.RECURSIVE, true)
                .with(Option.PARENTS, true)
                .with(Option.RETRY_AFTER, 1L)
                .with(Option.PROTOCOL_VERSIONS, new VersionRange(1, 2))
                .with(Option.AGENT, "server/2")
                .with(Option.HELD, List.of(new Extent(0, 1, 9)))
                .with(Option.VERIFY, true)
                .with(Option.PROGRESS, true)
                .with(Option.ANY_NAMES, true)
                .with(Option.MODE_RULE, new ModeRule(022, 0400))
                .with(Option.CONDITIONS, new Conditions(Conditions.Versions.ANY, null, null, null, null, null))
                .with(Option.RANGES, List.of(ByteSpan.last(1)))
                .with(Option.NEW_NAME, true)
                .with(Option.SELF, true)
                .with(Option.REPLACE, true)
                .with(Option.TIMES, TransferTimes.NONE.with(TransferTimes.Kind.DISK, 1))
                .with(Option.ARCHIVE, new Archive(Archive.Format.TAR, List.of()))
                .with(Option.RIGHTS, Rights.NONE)
                .with(Option.APPEND, new Append(4, null))
                .with(Option.NOTE, "note")
                .with(Option.JOIN, List.of())
                .with(Option.LINK_ACTION, LinkAction.list(""))
                .with(Option.LINK_SECRET, "/x")
                .with(
                        Option.LINKS,
                        List.of(new LinkInfo("cd", LinkKind.UPLOAD, Instant.EPOCH, Instant.EPOCH, 1, 0, true, "/")))
                .with(
                        Option.STATES,
                        new StateConditions(List.of(new StateConditions.StateList(
                                null, List.of(new StateConditions.State(false, "t", null))))))
                .with(Option.LOCK, new LockWish(false, true, true, 60, ""))
                .with(Option.LOCK_TOKEN, "t")
                .with(Option.LOCKS, List.of())
                .with(Option.ALSO, Also.NOTHING)
                .with(Option.PROPERTIES, Properties.NONE)
                .with(Option.PROPERTY_CHANGES, PropertyChanges.NONE);
        return copy(options, option, all);
    }

    private static <T> Options copy(Options options, Option<T> option, Options from) {
        return options.with(option, from.find(option).orElseThrow());
    }

    private static Options without(Options options, Option<?> left) {
        Options rest = Options.NONE;
        for (Option<?> option : options.present()) {
            rest = option == left ? rest : copy(rest, option, options);
        }
        return rest;
    }

    private static List<Option<?>> all() {
        List<Option<?>> all = new ArrayList<>();
        for (Field field : Option.class.getFields()) {
            if (field.getType() == Option.class && Modifier.isStatic(field.getModifiers())) {
                try {
                    all.add((Option<?>) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        assertEquals(47, all.size(), "an option more: say below what it means in answers");
        return all;
    }

    private static boolean taken(Asked kind, Options answer) {
        try {
            new AnswerCheck(kind.asked).reply(answer, kind.sent);
            return true;
        } catch (FileTransferException e) {
            assertTrue(e.getMessage().startsWith("x: "), e.getMessage());
            return false;
        }
    }

    @Test
    void goodAnswersAreTaken() {
        kinds().forEach((name, kind) -> assertTrue(taken(kind, kind.answer), name));
    }

    /** What is critical and has no meaning there fails, as does another range, size, digest or version than was asked. */
    @Test
    void everyOptionInEveryAnswer() {
        kinds().forEach((name, kind) -> {
            for (Option<?> option : all()) {
                boolean judged = option.isCritical()
                        || option == Option.SIZE && !kind.changeable.contains("size")
                        || option == Option.DIGEST
                                && List.of("put", "put of a part", "commit").contains(name)
                        || option == Option.VERSION && name.equals("get of a range");
                assertEquals(!judged, taken(kind, with(kind.answer, option)), name + " with another " + option);
            }
        });
    }

    @Test
    void noAnswerWithoutWhatItIsThereFor() {
        kinds().forEach((name, kind) -> {
            TreeSet<String> needed = new TreeSet<>();
            for (Option<?> option : kind.answer.present()) {
                if (!taken(kind, without(kind.answer, option))) {
                    needed.add(option.toString());
                }
            }
            assertEquals(kind.needed, String.join(" ", needed), name);
        });
    }

    @Test
    void everyOptionInAnEntry() {
        AnswerCheck check = new AnswerCheck(ListExchange.request("x", true));
        for (Option<?> option : all()) {
            Entry entry = new Entry("a", with(FILE.with(Option.KIND, Kind.FILE), option));
            boolean taken = true;
            try {
                check.entry(entry);
            } catch (FileTransferException e) {
                taken = false;
            }
            assertEquals(!option.isCritical(), taken, "an entry with " + option);
        }
    }

    @Test
    void entriesOfAnyNameWhereTheyWereAskedFor() {
        AnswerCheck any = new AnswerCheck(ListExchange.request("x", true));
        any.entry(new Entry("d\udce9/tab\t", FILE.with(Option.KIND, Kind.FILE)));
        AnswerCheck plain =
                new AnswerCheck(new Request("x", Choice.LIST, Options.NONE.withFlag(Option.RECURSIVE, true)));
        for (String name : List.of("d\udce9", "a/tab\t")) {
            Entry entry = new Entry(name, FILE.with(Option.KIND, Kind.FILE));
            assertThrows(FileTransferException.class, () -> plain.entry(entry));
        }
    }

    /** A name with a control character is for whoever asked for any names. */
    @Test
    void namesThatAreNotPlain() {
        Entry entry = new Entry("a\u0001b", Options.NONE.with(Option.KIND, Kind.FILE));
        Request plain = new Request("x", Choice.LIST, Options.NONE);
        assertThrows(FileTransferException.BadAnswer.class, () -> new AnswerCheck(plain).entry(entry));
        Request any = new Request("x", Choice.LIST, Options.NONE.with(Option.ANY_NAMES, true));
        new AnswerCheck(any).entry(entry);
    }

    /** Each is read once to be compared, so what is listed twice would cost twice. */
    @Test
    void heldRangesAreSortedAndApart() {
        Asked status = kinds().get("status");
        List<List<Extent>> wrong = List.of(
                List.of(new Extent(5, 1, 0), new Extent(2, 1, 0)),
                List.of(new Extent(2, 3, 0), new Extent(2, 3, 0)),
                List.of(new Extent(2, 3, 0), new Extent(4, 3, 0)),
                List.of(new Extent(2, 3, 0), new Extent(5, 3, 0)),
                List.of(new Extent(8, 3, 0)),
                List.of(new Extent(11, 0, 0)));
        for (List<Extent> held : wrong) {
            assertTrue(!taken(status, status.answer.with(Option.HELD, held)), held.toString());
        }
        assertTrue(taken(status, status.answer.with(Option.HELD, List.of())));
        assertTrue(taken(status, status.answer.with(Option.HELD, List.of(new Extent(0, 2, 0), new Extent(3, 7, 0)))));
    }
}
