package io.filetransfer.server;

import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.DialectDetector;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.FrameEncoder;
import io.filetransfer.codec.ReadSizer;
import io.filetransfer.codec.RequestDecoder;
import io.filetransfer.codec.SeedServerCodec;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.stream.ChunkedWriteHandler;

/**
 * Assembles the pipeline of each connection, here and nowhere else.
 *
 * <pre>
 *           socket bytes                     socket bytes, file regions
 *                |                                      ^
 *  deadlines     |  counts bytes, ends who is too late  |
 *                v                                      |
 *  dialect    detector: looks, installs one of          |
 *                |  native: RequestDecoder         FrameEncoder
 *                |  seed:   SeedServerCodec        SeedServerCodec
 *                v                                      |
 *  frames     Request, Content, End, Cancel        Reply, Go, Content, End, Failure
 *                |                                      ^
 *  chunks        |                            ChunkedWriteHandler: takes a body's next
 *                |                                      |  chunk when there is room
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
        ReadSizer reads = new ReadSizer();
        channel.config().setRecvByteBufAllocator(reads);
        Connection connection = new Connection(server);
        channel.pipeline()
                .addLast("deadlines", new Deadlines(server.config(), connection))
                .addLast("detector", new DialectDetector((ctx, dialect) -> install(ctx, dialect, connection, reads)))
                .addLast("chunks", new ChunkedWriteHandler())
                .addLast("connection", connection);
    }

    private void install(ChannelHandlerContext ctx, Dialect dialect, Connection connection, ReadSizer reads) {
        ChannelPipeline pipeline = ctx.pipeline();
        if (dialect == Dialect.NATIVE) {
            pipeline.addAfter(ctx.name(), "encoder", new FrameEncoder());
            RequestDecoder decoder = new RequestDecoder();
            pipeline.addAfter(ctx.name(), "decoder", decoder);
            connection.takePipes(decoder, reads);
        } else if (dialect == Dialect.SEED && server.config().seedDialect()) {
            pipeline.addAfter(ctx.name(), "seed", new SeedServerCodec());
        } else {
            server.log().foreign(connection.peer().address(), dialect + " on this port");
            pipeline.addAfter(ctx.name(), "foreign", new ForeignDialect(dialect));
            return;
        }
        connection.dialectKnown(dialect);
        if (server.full()) {
            connection.refuseAll(new Failure(ErrorCode.BUSY, "Too many connections; try again later."));
        }
    }
}
