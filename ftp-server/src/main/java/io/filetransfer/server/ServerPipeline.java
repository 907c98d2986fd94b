package io.filetransfer.server;

import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.DialectDetector;
import io.filetransfer.codec.FrameEncoder;
import io.filetransfer.codec.RequestDecoder;
import io.filetransfer.codec.body.CipherClock;
import io.filetransfer.codec.body.MemoryGuard;
import io.filetransfer.codec.body.ReadSizer;
import io.filetransfer.codec.http.ForwardedFields;
import io.filetransfer.codec.http.HttpRequestParser;
import io.filetransfer.codec.http.HttpServerCodec;
import io.filetransfer.codec.http.HttpSite;
import io.filetransfer.codec.http.OwnHostOnly;
import io.filetransfer.codec.legacy.LegacyServerCodec;
import io.filetransfer.codec.path.LowWater;
import io.filetransfer.codec.path.PathWatch;
import io.filetransfer.server.event.Peer;
import io.filetransfer.server.tls.TlsWatch;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.stream.ChunkedWriteHandler;

/**
 * Assembles the pipeline of each connection, here and nowhere else.
 *
 * <pre>
 *           socket bytes                     socket bytes, file regions
 *                |                                      ^
 *  memory        |  no more waits to be sent than there is room for
 *  proxy      from proxies: takes their header, has all that follows installed for the client that it names
 *  deadlines     |  counts bytes, ends who is too late,  |
 *                |  looks after the path               |
 *                v                                      |
 *  intake     steps, kept while reading is paused       |
 *                v                                      |
 *  dialect    detector: looks, installs one of          |
 *                |  TLS: SslHandler, TlsWatch, and a detector of what is inside
 *                |  native: RequestDecoder         FrameEncoder
 *                | legacy: LegacyServerCodec        LegacyServerCodec
 *                |  HTTP: HttpRequestParser, HttpServerCodec
 *                v                                      |
 *  frames     Request, Content, End, Cancel        Reply, Go, Content, End, Failure
 *                |                                      ^
 *  chunks        |                            ChunkedWriteHandler: takes a body's next
 *                |                                      |  chunk when there is room
 *                v                                      |
 *  login      where there are users: finds out who asks
 *                v                                      |
 *  connection  queue of exchanges ----- answers, in order
 *                |                                      ^
 *          event loop                             event loop
 *  - - - - - - - | - - - - - - - - - - - - - - - - - - -|- - - - -
 *          disk threads: exchanges' work on the storage
 * </pre>
 */
final class ServerPipeline extends ChannelInitializer<Channel> {
    private final ServerContext server;

    ServerPipeline(ServerContext server) {
        this.server = server;
    }

    @Override
    protected void initChannel(Channel channel) {
        ReadSizer reads = new ReadSizer(server.memory());
        channel.config().setRecvByteBufAllocator(reads);
        channel.pipeline().addLast("memory", new MemoryGuard(server.memory()));
        Peer peer = Peer.of(channel.remoteAddress());
        if (server.config().proxies().stream().noneMatch(range -> range.contains(peer.source()))) {
            assemble(channel, peer, reads);
            return;
        }
        channel.pipeline()
                .addLast(
                        "proxy",
                        new ProxyHandler(
                                server.config().firstFrameTimeout(),
                                client -> assemble(channel, client == null ? peer : Peer.of(client), reads),
                                reason -> server.observer().notProxied(peer, reason)));
    }

    /** @param peer for whom the connection is, though a proxy may have made it */
    private void assemble(Channel channel, Peer peer, ReadSizer reads) {
        Login login = server.security().authenticator() == null
                ? null
                : new Login(server.security().authenticator(), server.security().sessions(), peer, server.observer());
        ServerConnection connection = new ServerConnection(server, new Visitor(server.admission(), peer, login));
        Intake intake = new Intake(server.memory());
        PathWatch path = server.bbr().watch(channel);
        channel.pipeline()
                .addLast("deadlines", new ConnectionDeadlines(server::config, connection, path))
                .addLast("intake", intake)
                .addLast("detector", new DialectDetector((ctx, dialect) -> {
                    switch (dialect) {
                        case NATIVE -> installNative(ctx, connection, reads, intake, path);
                        case LEGACY -> installLegacy(ctx, connection);
                        case TLS -> installTls(ctx, connection, login, peer, reads, intake, path);
                        case HTTP -> installHttp(ctx, connection, login, peer, site(false, peer));
                        case SSH, FTP, PROXY, UNKNOWN -> refuse(ctx, connection, dialect);
                    }
                }))
                .addLast("chunks", new ChunkedWriteHandler());
        if (login != null) {
            channel.pipeline().addLast("login", login);
        }
        channel.pipeline().addLast("connection", connection);
        reads.pace(connection.incoming());
    }

    private static void installNative(
            ChannelHandlerContext ctx, ServerConnection connection, ReadSizer reads, Intake intake, PathWatch path) {
        RequestDecoder decoder = new RequestDecoder();
        ctx.pipeline().addAfter(ctx.name(), "encoder", new FrameEncoder());
        ctx.pipeline().addAfter(ctx.name(), "decoder", decoder);
        if (path.isFar()) {
            LowWater.addTo(ctx.channel(), "decoder", decoder::contentRemaining);
        }
        connection.takePipes(decoder, reads, intake);
        connection.dialectKnown(Dialect.NATIVE);
    }

    /**
     * What is inside decides again. The legacy dialect is not spoken there: none of its clients can, and with it a cut
     * connection would look like the end of a file.
     */
    private void installTls(
            ChannelHandlerContext ctx,
            ServerConnection connection,
            Login login,
            Peer peer,
            ReadSizer reads,
            Intake intake,
            PathWatch path) {
        if (server.security().tls() == null) {
            refuse(ctx, connection, Dialect.TLS);
            return;
        }
        ctx.pipeline().addAfter(ctx.name(), "inside", new DialectDetector((inside, dialect) -> {
            switch (dialect) {
                case NATIVE -> installNative(inside, connection, reads, intake, path);
                case HTTP -> installHttp(inside, connection, login, peer, site(true, peer));
                case LEGACY, TLS, SSH, FTP, PROXY, UNKNOWN -> refuse(inside, connection, dialect);
            }
        }));
        ctx.pipeline()
                .addAfter(
                        ctx.name(),
                        "tls-watch",
                        new TlsWatch(
                                reason -> server.observer().notEncrypted(connection.peer(), reason),
                                login == null ? subject -> {} : login::certificate));
        CipherClock clock = new CipherClock();
        ctx.pipeline().addAfter(ctx.name(), "tls-inside", clock.inside());
        ctx.pipeline()
                .addAfter(
                        ctx.name(),
                        "tls",
                        server.security()
                                .tls()
                                .handler(ctx.alloc(), server.config().firstFrameTimeout()));
        ctx.pipeline().addAfter(ctx.name(), "tls-outside", clock.outside());
        connection.encrypted();
    }

    private void installLegacy(ChannelHandlerContext ctx, ServerConnection connection) {
        if (!server.config().legacyDialect() || server.security().authenticator() != null) {
            refuse(ctx, connection, Dialect.LEGACY);
            return;
        }
        ctx.pipeline().addAfter(ctx.name(), "legacy", new LegacyServerCodec());
        connection.dialectKnown(Dialect.LEGACY);
    }

    private HttpSite site(boolean encrypted, Peer peer) {
        boolean local = peer.source().isLoopbackAddress();
        return new HttpSite(encrypted, local, server.security().authenticator() != null);
    }

    private void installHttp(
            ChannelHandlerContext ctx, ServerConnection connection, Login login, Peer peer, HttpSite site) {
        HttpRequestParser parser = new HttpRequestParser();
        ctx.pipeline().addAfter(ctx.name(), "http", new HttpServerCodec(parser, site, server.memory()));
        if (server.security().authenticator() == null && !server.config().insecure()) {
            ctx.pipeline().addAfter(ctx.name(), "own-host", new OwnHostOnly());
        }
        Forwarding forwarding = server.config().forwarding();
        if (forwarding.isBy(peer.source())) {
            ctx.pipeline()
                    .addAfter(ctx.name(), "forwarded", new ForwardedFields(forwarding.standard(), forwarding::isBy));
        }
        ctx.pipeline().addAfter(ctx.name(), "http-parser", parser);
        if (login != null) {
            login.eachSaysWhose();
        }
        connection.dialectKnown(Dialect.HTTP);
    }

    private void refuse(ChannelHandlerContext ctx, ServerConnection connection, Dialect dialect) {
        server.observer().connectionRefused(connection.peer(), dialect);
        ctx.pipeline().addAfter(ctx.name(), "foreign", new ForeignDialect(dialect));
    }
}
