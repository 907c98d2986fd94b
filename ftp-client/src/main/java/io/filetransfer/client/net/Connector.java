package io.filetransfer.client.net;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.ErrorCode;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Opens connections: looks the host up on a thread that may wait, and tries its addresses one after the other.
 * All of it has one deadline. Lives on the event loop.
 */
final class Connector {
    /** What becomes of an attempt: one of the two, once, on the event loop. */
    interface Outcome {
        void connected(Connection connection);

        void failed(FileTransferException cause);
    }

    /** An address that does not answer leaves the ones after it their share of the time, and waits no longer than this. */
    private static final long MAX_WAIT_MILLIS = 2_000;

    private final ClientConfig config;
    private final ClientPlatform platform;
    private final EventLoop loop;
    private final ClientPipeline pipeline;
    private final Bootstrap bootstrap;
    private final Outcome outcome;

    Connector(ClientConfig config, ClientPlatform platform, ClientPipeline pipeline, Outcome outcome) {
        this.config = config;
        this.platform = platform;
        this.loop = platform.loop();
        this.pipeline = pipeline;
        this.bootstrap = pipeline.bootstrap().group(loop).channel(platform.channelType());
        this.outcome = outcome;
    }

    void connect() {
        new Attempt().begin();
    }

    private FileTransferException failure(ErrorCode code, String why, Throwable cause) {
        return new FileTransferException.Unreachable(
                code, "Cannot connect to " + Failures.server(config) + ": " + why, cause);
    }

    private final class Attempt {
        private final long deadline =
                platform.nanoTime() + config.connectTimeout().toNanos();
        private InetAddress[] addresses;
        private int next;
        private Future<?> timer;
        private boolean done;

        void begin() {
            timer = loop.schedule(this::timeOut, config.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
            platform.waiting().execute(this::resolve);
        }

        private void resolve() {
            try {
                pipeline.prepare();
                InetAddress[] found = InetAddress.getAllByName(config.host());
                onLoop(() -> {
                    addresses = found;
                    tryNext();
                });
            } catch (UnknownHostException e) {
                onLoop(() -> fail(failure(ErrorCode.CONNECTION, "no such host", e)));
            } catch (FileTransferException e) {
                onLoop(() -> fail(e));
            }
        }

        private void onLoop(Runnable task) {
            try {
                loop.execute(task);
            } catch (RejectedExecutionException e) {
                ClientLog.debug("A host was found after the client was closed", e);
            }
        }

        private void tryNext() {
            if (done) {
                return;
            }
            InetAddress address = addresses[next++];
            if (config.credentials() != null && config.tls() == null && !address.isLoopbackAddress()) {
                fail(Failures.wouldBeOverheard(config));
                return;
            }
            int left = addresses.length - next;
            long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - platform.nanoTime()));
            if (left > 0) {
                millis = Math.max(1, Math.min(MAX_WAIT_MILLIS, millis / (left + 1)));
            }
            bootstrap
                    .clone()
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) millis)
                    .connect(platform.address(address, config.port()))
                    .addListener((ChannelFuture connect) -> tried(connect));
        }

        private void tried(ChannelFuture connect) {
            Channel channel = connect.channel();
            if (connect.isSuccess()) {
                ClientPipeline.ready(channel).addListener(handshake -> shaken(channel, handshake));
                return;
            }
            if (next < addresses.length) {
                tryNext();
                return;
            }
            Throwable cause = connect.cause();
            boolean late = cause instanceof ConnectTimeoutException;
            fail(failure(
                    late ? ErrorCode.TIMEOUT : ErrorCode.CONNECTION,
                    late ? "no answer in time" : reason(cause),
                    cause));
        }

        private void shaken(Channel channel, Future<?> handshake) {
            if (handshake.isSuccess()) {
                succeed(channel);
            } else {
                channel.close();
                fail(Failures.notEncrypted(config, handshake.cause()));
            }
        }

        /** Netty appends the address, which our own sentence names already. */
        private static String reason(Throwable cause) {
            String message = String.valueOf(cause.getMessage());
            int end = message.indexOf(": /");
            String reason = end < 0 ? message : message.substring(0, end);
            return reason.substring(reason.indexOf(": ") < 0 ? 0 : reason.indexOf(": ") + 2);
        }

        private void succeed(Channel channel) {
            if (done) {
                channel.close();
                return;
            }
            finish();
            outcome.connected(channel.pipeline().get(Connection.class));
        }

        private void timeOut() {
            fail(failure(ErrorCode.TIMEOUT, "no answer in time", null));
        }

        private void fail(FileTransferException cause) {
            if (!done) {
                finish();
                outcome.failed(cause);
            }
        }

        private void finish() {
            done = true;
            timer.cancel(false);
        }
    }
}
