package io.filetransfer.codec.http;

import io.filetransfer.codec.ForwardedFor;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * For connections of proxies that are believed: takes from their fields for whom each request is, and passes on a {@link
 * ForwardedFor} in front of it; the host that the client named becomes the request's. Between parser and codec.
 *
 * <p>Either {@code Forwarded} (RFC 7239) or {@code X-Forwarded-For}, {@code -Proto} and {@code -Host} count, never both: a proxy
 * that sets the one hands on what a client has written into the other. Each proxy adds to the right, so what stands left of
 * the first address that is no proxy's is whatever somebody wrote, and is not looked at.
 */
public final class ForwardedFields extends ChannelInboundHandlerAdapter {
    /** Proxies, one behind the other. */
    private static final int MOST = 32;

    private final boolean standard;
    private final Predicate<InetAddress> proxies;

    /**
     * @param standard whether the field is {@code Forwarded}
     * @param proxies whose word counts
     */
    public ForwardedFields(boolean standard, Predicate<InetAddress> proxies) {
        this.standard = standard;
        this.proxies = proxies;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            ForwardedFor said;
            try {
                said = standard ? standard(request.headers()) : usual(request.headers());
            } catch (HttpRefusal e) {
                ReferenceCountUtil.release(message);
                ctx.fireExceptionCaught(e);
                return;
            }
            ctx.fireUserEventTriggered(said);
        }
        ctx.fireChannelRead(message);
    }

    private ForwardedFor usual(HttpHeaders headers) {
        String proto = last(headers.getAll("X-Forwarded-Proto"));
        String host = last(headers.getAll("X-Forwarded-Host"));
        host(headers, host);
        return new ForwardedFor(client(elements(headers.getAll("X-Forwarded-For"))), "https".equalsIgnoreCase(proto));
    }

    /** What the nearest proxy has said; null for nothing. */
    private static String last(List<String> fields) {
        List<String> all = elements(fields);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    private static List<String> elements(List<String> fields) {
        List<String> elements = new ArrayList<>();
        for (String field : fields) {
            for (String element : field.split(",", -1)) {
                elements.add(element.strip());
            }
        }
        return elements;
    }

    private ForwardedFor standard(HttpHeaders headers) {
        List<Map<String, String>> elements = new ArrayList<>();
        for (String field : headers.getAll("Forwarded")) {
            elements.addAll(ForwardedElements.parse(field));
        }
        if (elements.isEmpty()) {
            return new ForwardedFor(null, false);
        }
        Map<String, String> nearest = elements.get(elements.size() - 1);
        host(headers, nearest.get("host"));
        List<String> clients = elements.stream()
                .map(element -> element.getOrDefault("for", ""))
                .toList();
        return new ForwardedFor(client(clients), "https".equalsIgnoreCase(nearest.get("proto")));
    }

    /** Its characters are looked at with those of the other. */
    private static void host(HttpHeaders headers, String host) {
        if (host != null && !host.isEmpty()) {
            headers.set(HttpHeaderNames.HOST, host);
        }
    }

    /** The last that is no proxy's, or the first of them all if all are; null if the nearest one is no address. */
    private InetAddress client(List<String> fromFar) {
        InetAddress client = null;
        int least = Math.max(0, fromFar.size() - MOST);
        for (int i = fromFar.size() - 1; i >= least; i--) {
            InetAddress address = ForwardedElements.address(fromFar.get(i));
            if (address == null) {
                return client;
            }
            client = address;
            if (!proxies.test(address)) {
                return client;
            }
        }
        return client;
    }
}
