package io.filetransfer.codec.http;

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

    private final Depth depth;
    private WantedProperties wanted;
    /** What is kept; null once it is too much. */
    private StringBuilder deep = new StringBuilder();

    /** @throws HttpRefusal the depth is none */
    PropfindCall(HttpHead head) {
        super(head);
        this.depth = Depth.of(head, Depth.INFINITY);
    }

    @Override
    Object asked(XmlElement document) {
        wanted = WantedProperties.of(document);
        if (depth == Depth.ZERO) {
            return new Request(head.name(), Choice.STAT, Options.NONE);
        }
        Options options = Options.NONE
                .withFlag(Option.SELF, true)
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
        } else if (frame instanceof End) {
            end(out);
        }
    }

    private void self(Options self, AnswerWriter out) {
        StringBuilder text = new StringBuilder(MultiStatus.BEGINNING);
        boolean sees = response(head.name(), self, text);
        if (!sees || head.directory() && self.get(Option.KIND, Kind.OTHER) != Kind.DIRECTORY) {
            Problem.write(out, new Failure(ErrorCode.NOT_FOUND, "Neither a file nor a directory has this name."));
            return;
        }
        if (depth == Depth.INFINITY) {
            deep.append(text);
            return;
        }
        begin(out);
        write(text, out);
        if (depth == Depth.ZERO) {
            end(out);
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
            String above = head.name().isEmpty() ? "" : head.name() + "/";
            StringBuilder text = new StringBuilder(4 * bytes.readableBytes() + 64);
            for (Entry entry = Entry.read(bytes); entry != null; entry = Entry.read(bytes)) {
                response(above + entry.name(), entry.options(), text);
            }
            if (depth == Depth.INFINITY) {
                keep(text);
            } else {
                write(text, out);
            }
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

    private void keep(StringBuilder text) {
        if (deep != null && deep.length() + text.length() <= MAX_DEEP) {
            deep.append(text);
        } else {
            deep = null;
        }
    }

    private void end(AnswerWriter out) {
        if (depth == Depth.INFINITY && deep == null) {
            out.status(HttpResponseStatus.FORBIDDEN)
                    .text(
                            XmlText.TYPE,
                            XmlText.BEGINNING + "<D:error xmlns:D=\"DAV:\"><D:propfind-finite-depth/></D:error>\n");
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
