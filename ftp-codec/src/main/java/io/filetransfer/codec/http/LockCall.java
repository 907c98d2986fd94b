package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.LockState;
import io.filetransfer.codec.LockWish;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** LOCK: a new lock, or without a body one that is held for longer. */
final class LockCall extends XmlCall {
    private static final long LONGEST = 0xffff_ffffL;

    private final Depth depth;
    private final long seconds;
    private boolean refresh;

    /** @throws HttpRefusal a field is not well-formed */
    LockCall(HttpHead head) {
        super(head);
        this.depth = Depth.of(head, Depth.INFINITY);
        this.seconds = seconds(head.field("Timeout"));
        if (depth == Depth.ONE) {
            throw HttpRefusal.bad("This depth has no meaning here.");
        }
    }

    /** Of the first that is understood; 0 without. */
    private static long seconds(String field) {
        for (String each : field == null ? new String[0] : field.split(",", 8)) {
            String wish = each.strip();
            if (wish.equalsIgnoreCase("Infinite")) {
                return LONGEST;
            }
            if (wish.matches("(?i)Second-[0-9]{1,18}")) {
                return Math.max(1, Math.min(LONGEST, Long.parseLong(wish.substring(7))));
            }
        }
        return 0;
    }

    @Override
    Object asked(XmlElement document) {
        refresh = document == null;
        if (refresh && head.field("If") == null) {
            throw HttpRefusal.bad("Neither a lock is asked for, nor one named that is to last longer.");
        }
        LockWish wish =
                refresh ? new LockWish(true, false, false, seconds, "") : wish(document, depth == Depth.INFINITY);
        return new Request(head.name(), Choice.LOCK, Options.NONE.with(Option.LOCK, wish));
    }

    private LockWish wish(XmlElement document, boolean deep) {
        XmlElement scope = document.child("lockscope");
        XmlElement type = document.child("locktype");
        if (!document.is("lockinfo") || scope == null || type == null || type.child("write") == null) {
            throw HttpRefusal.bad("The body does not ask for a lock on writing.");
        }
        boolean exclusive = scope.child("exclusive") != null;
        if (exclusive == (scope.child("shared") != null)) {
            throw HttpRefusal.bad("A lock is either exclusive or shared.");
        }
        XmlElement owner = document.child("owner");
        String said =
                owner == null ? "" : XmlText.whole(new StringBuilder(), owner).toString();
        if (said.getBytes(StandardCharsets.UTF_8).length > LockWish.MAX_OWNER) {
            throw HttpRefusal.bad("The owner of a lock has at most " + LockWish.MAX_OWNER + " bytes.");
        }
        return new LockWish(false, exclusive, deep, seconds, said);
    }

    @Override
    void answered(Frame frame, AnswerWriter out) {
        if (frame instanceof Failure failure) {
            Problem.write(out, ErrorStatus.ofStoring(failure.code()), failure);
        } else if (frame instanceof Reply reply) {
            List<LockState> locks = reply.options().get(Option.LOCKS, List.of());
            boolean created = reply.options().has(Option.NEW_NAME);
            out.status(created ? HttpResponseStatus.CREATED : HttpResponseStatus.OK);
            if (!refresh && !locks.isEmpty()) {
                out.field("Lock-Token", "<" + locks.get(0).token() + ">");
            }
            out.field("Cache-Control", "no-store")
                    .text(
                            XmlText.TYPE,
                            XmlText.BEGINNING + "<D:prop xmlns:D=\"DAV:\"><D:lockdiscovery>"
                                    + ActiveLocks.of(locks, head.name()) + "</D:lockdiscovery></D:prop>\n");
        }
    }
}
