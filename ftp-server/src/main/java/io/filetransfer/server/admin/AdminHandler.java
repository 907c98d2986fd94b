package io.filetransfer.server.admin;

import io.filetransfer.codec.http.OwnHostOnly;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Answers one request of an administration connection, and closes that. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LogManager.getLogger("server");

    private final Map<String, AdminPage> pages;
    private final boolean onSocket;
    private boolean asked;

    /** @param onSocket whether the connection came by the Unix socket */
    AdminHandler(Map<String, AdminPage> pages, boolean onSocket) {
        this.pages = pages;
        this.onSocket = onSocket;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (asked) {
            return; // one is answered
        }
        asked = true;
        boolean bodiless = request.method().equals(HttpMethod.HEAD);
        CompletionStage<AdminAnswer> answer;
        try {
            answer = answer(request);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(e);
        }
        answer.whenComplete((given, failure) -> ctx.executor().execute(() -> {
            if (failure != null) {
                LOG.error("an administration request failed", failure);
            }
            write(
                    ctx,
                    failure == null ? given : AdminAnswer.text(500, "It failed; the log has the reason.\n"),
                    bodiless);
        }));
    }

    private CompletionStage<AdminAnswer> answer(FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return refused(400, "This is not HTTP as it is spoken here.");
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        // As on the data port: a page of another site may have given the browser here a name of its own for this.
        if (hosts.size() > 1 || hosts.size() == 1 && !OwnHostOnly.isOwn(hosts.get(0))) {
            return refused(421, "This answers to localhost and to addresses, not to names.");
        }
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        AdminPage page = pages.get(uri.rawPath());
        if (page == null) {
            return refused(404, "There are: " + String.join(" ", pages.keySet()));
        }
        HttpMethod method = request.method();
        boolean fits = page.changes()
                ? method.equals(HttpMethod.POST)
                : method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (!fits) {
            return refused(405, "This is asked by " + (page.changes() ? "POST" : "GET") + ".");
        }
        if (page.socketOnly() && !onSocket) {
            return refused(403, "This is for the Unix socket only: --admin-listen unix:/PATH");
        }
        return page.work().apply(new AdminRequest(first(uri.parameters()), accept(request)));
    }

    private static Map<String, String> first(Map<String, List<String>> parameters) {
        Map<String, String> first = new HashMap<>();
        parameters.forEach((name, values) -> first.put(name, values.get(0)));
        return first;
    }

    private static String accept(FullHttpRequest request) {
        return request.headers().get(HttpHeaderNames.ACCEPT, "");
    }

    private static CompletionStage<AdminAnswer> refused(int status, String sentence) {
        return CompletableFuture.completedStage(AdminAnswer.text(status, sentence + "\n"));
    }

    private static void write(ChannelHandlerContext ctx, AdminAnswer answer, boolean bodiless) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                bodiless ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("x-content-type-options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        HttpUtil.setContentLength(response, answer.body().length);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // whoever asked has gone, or does not speak HTTP
    }
}
