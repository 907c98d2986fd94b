package io.filetransfer.client.net;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.codec.FrameEncoder;
import io.filetransfer.codec.ReplyDecoder;
import io.filetransfer.codec.body.CipherClock;
import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.codec.body.MemoryGuard;
import io.filetransfer.codec.body.ReadSizer;
import io.filetransfer.codec.body.RegionSizeEstimator;
import io.filetransfer.codec.body.SplicePipes;
import io.filetransfer.codec.body.Splicer;
import io.filetransfer.codec.body.Stalls;
import io.filetransfer.codec.legacy.LegacyClientCodec;
import io.filetransfer.codec.path.BbrSwitch;
import io.filetransfer.codec.path.PathWatch;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.Future;

/**
 * The handlers and options of every connection.
 *
 * <pre>
 *              socket
 *       in |            ^ out
 *          |     +-------------+
 *          |     | memory      |  no more waits to be sent than there is
 *          |     | MemoryGuard |  room for
 *          |     +-------------+
 *          |     +-------------+
 *          |     | tls         |  only where the client encrypts: SslHandler,
 *          |     |             |  between the two handlers of its CipherClock
 *          |     +-------------+
 *          v            |
 *   +-------------+-------------+
 *   | decoder     | encoder     |  bytes to frames and back; in the legacy dialect's
 *   | ReplyDecoder| FrameEncoder|  dialect both are one, LegacyClientCodec
 *   +-------------+-------------+
 *          |            ^
 *          |     +-------------+
 *          |     | bodies      |  takes content from an upload's source while
 *          |     | ChunkedWrite|  the socket has room
 *          |     +-------------+
 *          v            |
 *   +---------------------------+
 *   | exchanges                 |  the requests that are not answered yet,
 *   | Connection                |  in order; frames go to the first of them
 *   +---------------------------+
 * </pre>
 */
final class ClientPipeline extends ChannelInitializer<Channel> {
    /** Room for one region that goes out and one that is next. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 20, 2 << 20);

    private final ClientConfig config;
    private final ClientPlatform platform;
    private final Connection.Owner owner;
    private final SplicePipes pipes;
    private final RateLimits rates;
    private final Stalls stalls = new Stalls();
    private final BbrSwitch bbr = new BbrSwitch(() -> true, ClientLog::debug);

    /** Null where nothing is encrypted. */
    private final Encryption encryption;

    ClientPipeline(
            ClientConfig config, ClientPlatform platform, Connection.Owner owner, SplicePipes pipes, RateLimits rates) {
        this.config = config;
        this.platform = platform;
        this.encryption = config.tls() == null ? null : new Encryption(config);
        this.owner = owner;
        this.pipes = pipes;
        this.rates = rates;
    }

    /** Everything that a connection needs but its loop and its address. */
    Bootstrap bootstrap() {
        return new Bootstrap()
                .disableResolver()
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(ChannelOption.MESSAGE_SIZE_ESTIMATOR, new RegionSizeEstimator())
                .option(ChannelOption.ALLOW_HALF_CLOSURE, config.legacyDialect())
                .handler(this);
    }

    /**
     * Reads what connections need, once. Waits for the disk.
     *
     * @throws io.filetransfer.client.FileTransferException with the reason if that cannot be done
     */
    void prepare() {
        if (encryption != null) {
            encryption.prepare();
        }
    }

    /** No connection is made after this. */
    void close() {
        if (encryption != null) {
            encryption.close();
        }
    }

    /** The end of the handshake; at once where nothing is encrypted. */
    static Future<?> ready(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null ? channel.newSucceededFuture() : tls.handshakeFuture();
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.pipeline().addLast("memory", new MemoryGuard(MemoryBudget.ofProcess()));
        if (encryption != null) {
            CipherClock clock = new CipherClock();
            channel.pipeline()
                    .addLast("tls-outside", clock.outside())
                    .addLast("tls", encryption.handler(channel.alloc()))
                    .addLast("tls-inside", clock.inside());
        }
        if (config.legacyDialect()) {
            channel.pipeline().addLast("codec", new LegacyClientCodec());
            addLast(channel, null);
        } else {
            ReadSizer reads = new ReadSizer(MemoryBudget.ofProcess());
            channel.config().setRecvByteBufAllocator(reads);
            ReplyDecoder decoder = new ReplyDecoder();
            channel.pipeline().addLast("decoder", decoder).addLast("encoder", new FrameEncoder());
            reads.pace(addLast(channel, new Splicer(channel, pipes, reads, decoder))
                    .incoming());
        }
    }

    private Connection addLast(Channel channel, Splicer splicer) {
        ChunkedWriteHandler bodies = new ChunkedWriteHandler();
        PathWatch path = new PathWatch(() -> platform.path(channel), () -> bbr.apply(channel));
        Connection connection = new Connection(config, owner, bodies, splicer, stalls, rates, path);
        channel.pipeline().addLast("bodies", bodies).addLast("exchanges", connection);
        return connection;
    }
}
