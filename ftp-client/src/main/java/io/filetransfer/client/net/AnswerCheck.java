package io.filetransfer.client.net;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Entry;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.LinkAction;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Version;
import java.util.List;

/**
 * Judges what a server answers to one request, before any of it has an effect: whether this client understands it, whether
 * it is what was asked for, and whether the protocol allows it. Each method throws what the exchange fails with.
 *
 * <p>A server may be broken, of a newer version, or hostile. What it need not say may be missing; what has no use in an
 * answer is ignored, unless it is critical.
 */
public final class AnswerCheck {

    private final Request asked;

    public AnswerCheck(Request asked) {
        this.asked = asked;
    }

    /** @param sent the end of the request's body; null if it has none */
    void reply(Options reply, End sent) {
        checkOptions(reply);
        switch (asked.choice()) {
            case GET -> checkContent(reply);
            case PUT -> checkStored(reply, sent);
            case STAT -> need(reply, Option.KIND);
            case DIGEST -> checkDigest(reply);
            case STATUS -> checkHeld(reply);
            case COMMIT -> checkStored(reply, asked(Option.SIZE, 0L), asked(Option.DIGEST, Digest.NONE));
            case LINK -> checkLinks(reply);
            case LIST, MKDIR, MOVE, COPY, DELETE, ABORT, LOCK, UNLOCK, ANNOTATE -> {}
        }
    }

    /** What follows content: nothing in it that must be understood. */
    void trailer(Options trailer) {
        checkOptions(trailer);
    }

    boolean asks(Option<?> option) {
        return asked.options().has(option);
    }

    /** One line of a listing. Its name must lead to nothing but what is in the listed directory. */
    public void entry(Entry entry) {
        checkOptions(entry.options());
        need(entry.options(), Option.KIND);
        if (!asked.options().has(Option.RECURSIVE) && entry.name().indexOf('/') >= 0) {
            throw badName();
        }
        for (String component : entry.name().split("/", -1)) {
            checkComponent(component);
        }
    }

    void error(Failure failure) {
        if (failure.code() == ErrorCode.CONNECTION || failure.code() == ErrorCode.LOCAL_FILE) {
            throw bad(ErrorCode.BAD_REQUEST, "The server answered with an error that only a client can have");
        }
    }

    /** A critical option must be understood, and there is nothing to understand where it has no meaning. */
    private void checkOptions(Options options) {
        if (options.unknownCritical() != 0) {
            throw bad(
                    ErrorCode.UNSUPPORTED,
                    "The server's answer has option " + options.unknownCritical()
                            + ", which must be understood, and this client does not know it");
        }
        for (Option<?> option : options.present()) {
            boolean range = option == Option.OFFSET || option == Option.LENGTH;
            if (option.isCritical() && !(range && asksForRange())) {
                throw bad(
                        range ? ErrorCode.OFFSET_MISMATCH : ErrorCode.BAD_REQUEST,
                        "The server's answer has the option " + option + ", which was not asked for");
            }
        }
    }

    private boolean asksForRange() {
        return switch (asked.choice()) {
            case GET -> asked.options().has(Option.OFFSET) || asked.options().has(Option.LENGTH);
            case PUT -> isPart();
            case LIST, STAT, DIGEST, MKDIR, MOVE, COPY, DELETE, STATUS, COMMIT, ABORT, LINK, LOCK, UNLOCK, ANNOTATE ->
                false;
        };
    }

    private boolean isPart() {
        return asked.options().has(Option.UPLOAD_ID) && asked.options().has(Option.OFFSET);
    }

    private void checkContent(Options reply) {
        long size = need(reply, Option.SIZE);
        if (asksForRange()) {
            long offset = asked(Option.OFFSET, 0L);
            long length = Math.min(asked(Option.LENGTH, Long.MAX_VALUE), size - offset);
            checkRange(reply, offset, length);
        }
        Version expected = asked(Option.EXPECT_VERSION, null);
        if (expected != null && !expected.equals(reply.get(Option.VERSION, null))) {
            throw bad(ErrorCode.VERSION_MISMATCH, "The server sent another version of the file than was asked for");
        }
    }

    private void checkRange(Options reply, long offset, long length) {
        if (length < 0 || reply.get(Option.OFFSET, -1L) != offset || reply.get(Option.LENGTH, -1L) != length) {
            throw bad(ErrorCode.OFFSET_MISMATCH, "The server answered for another part of the file than was asked for");
        }
    }

    private void checkStored(Options reply, End sent) {
        if (isPart()) {
            checkRange(reply, asked(Option.OFFSET, 0L), sent.length());
            checkSame(reply, sent.digest());
        } else {
            checkStored(reply, sent.length(), sent.digest());
        }
    }

    private void checkStored(Options reply, long size, Digest digest) {
        if (need(reply, Option.SIZE) != size) {
            throw otherContent();
        }
        checkSame(reply, digest);
    }

    private void checkSame(Options reply, Digest ours) {
        Digest theirs = reply.get(Option.DIGEST, ours);
        if (theirs.algorithm() == ours.algorithm() && !theirs.equals(ours)) {
            throw otherContent();
        }
    }

    private FileTransferException otherContent() {
        return Failures.corrupt(
                ErrorCode.CHECKSUM_MISMATCH, asked.name(), "The server acknowledged other content than was sent");
    }

    private void checkDigest(Options reply) {
        if (asked.options().has(Option.VERIFY)) {
            return; // whatever is stored, if anything is
        }
        DigestAlgorithm algorithm = asked(Option.DIGEST_ALGORITHM, DigestAlgorithm.CRC32C);
        if (need(reply, Option.DIGEST).algorithm() != algorithm) {
            throw bad(ErrorCode.BAD_REQUEST, "The server sent a digest of another kind than was asked for");
        }
    }

    /** Ranges are read on this side to be compared: once each, as they must be sorted and apart from each other. */
    private void checkHeld(Options reply) {
        long size = need(reply, Option.SIZE);
        if (!reply.has(Option.HELD)) {
            need(reply, Option.DIGEST); // the answer to an earlier COMMIT
            return;
        }
        List<Extent> held = reply.get(Option.HELD, List.of());
        long end = -1;
        for (Extent range : held) {
            if (range.offset() <= end || range.offset() + range.length() > size) {
                throw bad(ErrorCode.BAD_REQUEST, "The server holds ranges of the file that cannot be");
            }
            end = range.offset() + range.length();
        }
    }

    private void checkLinks(Options reply) {
        LinkAction action = asked(Option.LINK_ACTION, LinkAction.list(""));
        if (action.what() != LinkAction.What.REVOKE) {
            need(reply, Option.LINKS);
        }
        if (action.what().makes()) {
            boolean path = need(reply, Option.LINK_SECRET).matches("/[!-~]+");
            if (!path || need(reply, Option.LINKS).size() != 1) {
                throw bad(ErrorCode.BAD_REQUEST, "The server made a link and does not tell where it is");
            }
        }
    }

    private void checkComponent(String component) {
        boolean legal = !component.isEmpty()
                && !component.equals(".")
                && !component.equals("..")
                && (asked.options().has(Option.ANY_NAMES) || NameText.isPlain(component))
                && NameText.bytes(component).length <= Limits.COMPONENT;
        if (!legal) {
            throw badName();
        }
    }

    private FileTransferException badName() {
        return bad(ErrorCode.BAD_NAME, "The server listed a name that is no path below the directory");
    }

    private <T> T asked(Option<T> option, T otherwise) {
        return asked.options().get(option, otherwise);
    }

    private <T> T need(Options answer, Option<T> option) {
        return answer.find(option)
                .orElseThrow(() -> bad(ErrorCode.BAD_REQUEST, "The server's answer lacks the option " + option));
    }

    private FileTransferException.BadAnswer bad(ErrorCode code, String sentence) {
        return Failures.badAnswer(code, asked.name(), sentence);
    }
}
