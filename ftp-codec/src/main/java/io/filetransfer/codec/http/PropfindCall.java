package io.filetransfer.codec.http;

import io.filetransfer.codec.Also;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Entry;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.body.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/**
 * PROPFIND: properties of a file or directory, of what is in it as well, or of all below. One level is streamed as it is
 * read; all levels are kept until they are known to be few.
 */
final class PropfindCall extends XmlCall {
    /** The most that is told of all levels, in characters of XML. */
    private static final int MAX_DEEP = 1 << 20;

    /** Of an answer, in characters: what is asked for can make much of a short entry. */
    private static final int PIECE = 64 << 10;

    private final Depth depth;
    private WantedProperties wanted;
    /** What is kept of all levels; null once it is too much, and for other depths. */
    private StringBuilder deep;

    /** Where what is kept is counted; null if nothing is. */
    private MemoryBudget counted;

    /** What is said when all frames have come, whatever they are; null for nothing. */
    private Failure refused;

    /** @throws HttpRefusal the depth is none */
    PropfindCall(HttpHead head) {
        super(head);
        this.depth = Depth.of(head, Depth.INFINITY);
    }

    @Override
    Object asked(XmlElement document) {
        wanted = WantedProperties.of(document);
        Options also =
                wanted.also().equals(Also.NOTHING) ? Options.NONE : Options.NONE.with(Option.ALSO, wanted.also());
        if (depth == Depth.ZERO) {
            return new Request(head.name(), Choice.STAT, also);
        }
        Options options = also.withFlag(Option.SELF, true)
                .withFlag(Option.ANY_NAMES, true)
                .withFlag(Option.RECURSIVE, depth == Depth.INFINITY);
        return new Request(head.name(), Choice.LIST, options);
    }

    @Override
    void answered(Frame frame, AnswerWriter out) {
        if (frame instanceof Reply reply) {
            self(reply.options(), out);
        } else if (frame instanceof Content content) {
            entries(content.bytes(), out);
        } else if (frame instanceof Failure failure) {
            if (out.hasBegun()) {
                out.cut();
            } else {
                Problem.write(out, ErrorStatus.ofReading(failure.code()), failure);
            }
        }
        // The answer to STAT has no more frames than the reply.
        if (frame instanceof End || frame instanceof Reply && depth == Depth.ZERO) {
            end(out);
        }
    }

    private void self(Options self, AnswerWriter out) {
        StringBuilder text = new StringBuilder(MultiStatus.BEGINNING);
        boolean sees = response(head.name(), self, text);
        if (!sees || head.directory() && self.get(Option.KIND, Kind.OTHER) != Kind.DIRECTORY) {
            refused = new Failure(ErrorCode.NOT_FOUND, "Neither a file nor a directory has this name.");
        } else if (depth != Depth.INFINITY) {
            begin(out);
            write(text, out);
        } else if (out.memory().share(MAX_DEEP) < MAX_DEEP) {
            refused = new Failure(ErrorCode.BUSY, true, "Too many ask for whole trees; try again later.", Options.NONE);
        } else {
            counted = out.memory();
            counted.take(MAX_DEEP);
            deep = text;
        }
    }

    @Override
    void release() {
        if (counted != null) {
            counted.give(MAX_DEEP);
            counted = null;
        }
    }

    private static void begin(AnswerWriter out) {
        out
                .status(HttpResponseStatus.MULTI_STATUS)
                .field("Content-Type", XmlText.TYPE)
                .field("Cache-Control", "no-store")
                .stream();
    }

    private void entries(ByteBuf bytes, AnswerWriter out) {
        try {
            if (refused != null) {
                return;
            }
            String above = head.name().isEmpty() ? "" : head.name() + "/";
            StringBuilder text = new StringBuilder(PIECE + 1024);
            for (Entry entry = Entry.read(bytes); entry != null; entry = Entry.read(bytes)) {
                response(above + entry.name(), entry.options(), text);
                if (text.length() >= PIECE) {
                    told(text, out);
                }
            }
            told(text, out);
        } finally {
            bytes.release();
        }
    }

    /** @return whether it is something that a URL leads to */
    private boolean response(String name, Options has, StringBuilder out) {
        Kind kind = has.get(Option.KIND, Kind.OTHER);
        if (kind != Kind.FILE && kind != Kind.DIRECTORY) {
            return false;
        }
        MultiStatus.begin(out, name, kind == Kind.DIRECTORY);
        wanted.write(name, has, out);
        MultiStatus.end(out);
        return true;
    }

    private void told(StringBuilder text, AnswerWriter out) {
        if (depth == Depth.INFINITY) {
            keep(text);
        } else {
            write(text, out);
        }
        text.setLength(0);
    }

    private void keep(StringBuilder text) {
        if (deep != null && deep.length() + text.length() <= MAX_DEEP) {
            deep.append(text);
        } else {
            deep = null;
        }
    }

    private void end(AnswerWriter out) {
        if (refused != null) {
            Problem.write(out, refused);
            return;
        }
        if (depth == Depth.INFINITY && deep == null) {
            DavError.write(out, HttpResponseStatus.FORBIDDEN, "<D:propfind-finite-depth/>");
            return;
        }
        if (depth == Depth.INFINITY) {
            begin(out);
            write(deep, out);
        }
        write(MultiStatus.ENDING, out);
        out.end();
    }

    private static void write(CharSequence text, AnswerWriter out) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        out.content(bytes, bytes.readableBytes());
    }
}
