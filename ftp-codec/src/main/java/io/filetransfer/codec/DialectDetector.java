package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Looks at the first bytes of a connection without consuming them, has one dialect's handlers installed, and leaves; the
 * bytes then go to them. Decides as soon as the bytes received so far allow only one dialect.
 */
public final class DialectDetector extends ByteToMessageDecoder {
    private static final int TLS_HANDSHAKE = 0x16;

    private static final List<String> HTTP_METHODS = List.of(
            "GET",
            "PUT",
            "HEAD",
            "POST",
            "PATCH",
            "TRACE",
            "DELETE",
            "OPTIONS",
            "PROPFIND",
            "PROPPATCH",
            "MKCOL",
            "COPY",
            "MOVE",
            "LOCK",
            "UNLOCK",
            "REPORT",
            "SEARCH");

    /** No choice of the legacy dialect begins so, and no name with a count of clients in front. */
    private static final List<byte[]> HTTP_BEGINNINGS = httpBeginnings();

    private static final List<byte[]> FTP_BEGINNINGS =
            List.of(ascii("USER "), ascii("AUTH TLS\r"), ascii("AUTH SSL\r"), ascii("FEAT\r"), ascii("QUIT\r"));

    private static final List<byte[]> PROXY_BEGINNINGS = List.of(
            new byte[] {0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 'Q', 'U', 'I', 'T', 0x0A},
            ascii("PROXY TCP4 "),
            ascii("PROXY TCP6 "),
            ascii("PROXY UNKNOWN"));

    /** The first that matches counts. */
    private static final Map<Dialect, List<byte[]>> BEGINNINGS = new EnumMap<>(Map.of(
            Dialect.HTTP, HTTP_BEGINNINGS,
            Dialect.SSH, List.of(ascii("SSH-")),
            Dialect.FTP, FTP_BEGINNINGS,
            Dialect.PROXY, PROXY_BEGINNINGS));

    private final BiConsumer<ChannelHandlerContext, Dialect> installer;

    /** @param installer adds the dialect's handlers behind the detector's context; runs on the event loop, once */
    public DialectDetector(BiConsumer<ChannelHandlerContext, Dialect> installer) {
        this.installer = installer;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        Dialect dialect = detect(in);
        if (dialect != null) {
            try {
                installer.accept(ctx, dialect);
            } finally {
                ctx.pipeline().remove(this);
            }
        }
    }

    /** The only dialect that the readable bytes can begin, or null while there are several. */
    static Dialect detect(ByteBuf in) {
        int first = in.getUnsignedByte(in.readerIndex());
        if (first == Preface.FIRST_BYTE) {
            return Dialect.NATIVE;
        }
        if (first == TLS_HANDSHAKE) {
            return Dialect.TLS;
        }
        boolean undecided = false;
        for (Map.Entry<Dialect, List<byte[]>> dialect : BEGINNINGS.entrySet()) {
            for (byte[] beginning : dialect.getValue()) {
                if (beginsWith(in, beginning)) {
                    return dialect.getKey();
                }
                undecided |= mayBeginWith(in, beginning);
            }
        }
        if (undecided) {
            return null;
        }
        boolean isText = first >= ' ' && first != 0x7F && first < Preface.FIRST_BYTE;
        return isText ? Dialect.LEGACY : Dialect.UNKNOWN;
    }

    private static boolean beginsWith(ByteBuf in, byte[] beginning) {
        return in.readableBytes() >= beginning.length && mayBeginWith(in, beginning);
    }

    private static boolean mayBeginWith(ByteBuf in, byte[] beginning) {
        int count = Math.min(in.readableBytes(), beginning.length);
        for (int i = 0; i < count; i++) {
            if (in.getByte(in.readerIndex() + i) != beginning[i]) {
                return false;
            }
        }
        return true;
    }

    private static List<byte[]> httpBeginnings() {
        List<byte[]> beginnings = new ArrayList<>();
        for (String method : HTTP_METHODS) {
            beginnings.add(ascii(method + " /"));
            beginnings.add(ascii(method + " http"));
        }
        beginnings.add(ascii("OPTIONS *"));
        beginnings.add(ascii("CONNECT "));
        beginnings.add(ascii("PRI * HTTP/2"));
        return beginnings;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
