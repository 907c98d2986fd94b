package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * For a server that whoever reaches it may use, because only this machine reaches it: a page of another site may have given
 * the browser on this machine a name of its own for it, and would be of the same origin then (DNS rebinding). So it answers
 * to {@code localhost} and to addresses, of which no page can make another site, and to no other name. Between parser and
 * codec.
 */
public final class OwnHostOnly extends ChannelInboundHandlerAdapter {
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9.:\\[\\]_-]*");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request && isForAnother(request.headers())) {
            ReferenceCountUtil.release(message);
            ctx.fireExceptionCaught(new HttpRefusal(
                    HttpResponseStatus.MISDIRECTED_REQUEST,
                    ErrorCode.DENIED,
                    "Without users this server answers to localhost and to addresses, not to names."));
            return;
        }
        ctx.fireChannelRead(message);
    }

    /** What is no name, or not one name, is refused further on. */
    private static boolean isForAnother(HttpHeaders headers) {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        return hosts.size() == 1 && WELL_FORMED.matcher(hosts.get(0)).matches() && !isOwn(hosts.get(0));
    }

    /** @param host with or without a port; empty where HTTP/1.0 names none, which no browser speaks */
    public static boolean isOwn(String host) {
        if (host.isEmpty() || host.startsWith("[")) {
            return true;
        }
        int port = host.indexOf(':');
        String name = (port < 0 ? host : host.substring(0, port)).toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || IPV4.matcher(name).matches();
    }
}
