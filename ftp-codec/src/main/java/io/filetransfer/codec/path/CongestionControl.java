package io.filetransfer.codec.path;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How the kernel decides how much of a connection may be on its way: one of several algorithms, by socket. */
public final class CongestionControl {
    /** Measures what the way takes. Others, as the usual CUBIC, take each lost packet for a sign that they send too much. */
    public static final String BBR = "bbr";

    private static final Path THERE = Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control");

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CONGESTION = 13;
    private static final int NAME_BYTES = 16;

    private static final RawUnixChannelOption OPTION =
            new RawUnixChannelOption("TCP_CONGESTION", IPPROTO_TCP, TCP_CONGESTION, NAME_BYTES);

    private CongestionControl() {}

    /** Whether the kernel has it loaded. A file of the kernel's memory, not of a disk. */
    public static boolean isLoaded(String name) {
        try {
            return Arrays.asList(Files.readString(THERE).trim().split("\\s+")).contains(name);
        } catch (IOException e) {
            return false; // not Linux, or hidden
        }
    }

    /** What a connection goes by; null where that is not told. On its loop, while it is open. */
    public static String of(Channel channel) {
        if (!(channel instanceof EpollSocketChannel socket) || !socket.isOpen()) {
            return null;
        }
        ByteBuffer name = socket.config().getOption(OPTION);
        byte[] bytes = new byte[NAME_BYTES];
        name.get(bytes, 0, Math.min(NAME_BYTES, name.remaining()));
        int length = 0;
        while (length < NAME_BYTES && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    /**
     * Has a connection go by it, from now on; what is on its way stays so. On its loop, while it is open.
     *
     * @throws ChannelException if the kernel does not allow it
     */
    static void set(EpollSocketChannel channel, String name) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(NAME_BYTES);
        bytes.put(name.getBytes(StandardCharsets.US_ASCII)).clear();
        channel.config().setOption(OPTION, bytes);
    }
}
