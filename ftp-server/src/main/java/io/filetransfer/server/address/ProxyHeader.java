package io.filetransfer.server.address;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The header of the PROXY protocol, version 2, with which a proxy says for whom it connects.
 *
 * <pre>
 * 12 bytes  signature
 *  1 byte   version (2) and command: 0 LOCAL, the proxy itself; 1 PROXY, for a client
 *  1 byte   family and transport: 0x11 TCP over IPv4, 0x21 TCP over IPv6
 *  2 bytes  length of what follows
 *           addresses of client and server, ports of client and server; then extensions, which are skipped
 * </pre>
 *
 * @param client for whom; null for the proxy itself
 * @param length of the whole header in bytes
 */
public record ProxyHeader(InetSocketAddress client, int length) {
    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 'Q', 'U', 'I', 'T', 0x0A};
    private static final int FIXED = SIGNATURE.length + 4;

    /** What may follow the fixed part: proxies send some hundred bytes at most. */
    public static final int MAX_REST = 4096;

    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int TCP_IPV4 = 0x11;
    private static final int TCP_IPV6 = 0x21;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int PORTS = 4;

    /** Something else came than a header, or one that says nothing useful. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        private MalformedException(String reason) {
            super(reason);
        }
    }

    /**
     * Looks at the bytes that came; consumes none.
     *
     * @return null while there are too few
     */
    public static ProxyHeader read(ByteBuf in) throws MalformedException {
        int start = in.readerIndex();
        int available = in.readableBytes();
        for (int i = 0; i < Math.min(SIGNATURE.length, available); i++) {
            if (in.getByte(start + i) != SIGNATURE[i]) {
                throw new MalformedException("no PROXY header of version 2");
            }
        }
        if (available < FIXED) {
            return null;
        }
        int command = in.getUnsignedByte(start + SIGNATURE.length);
        if (command != LOCAL && command != PROXY) {
            throw new MalformedException("a PROXY header of another version, or with a command that is not known");
        }
        int rest = in.getUnsignedShort(start + FIXED - Short.BYTES);
        if (rest > MAX_REST) {
            throw new MalformedException("a PROXY header of " + (FIXED + rest) + " bytes");
        }
        if (available < FIXED + rest) {
            return null;
        }
        InetSocketAddress client =
                command == LOCAL ? null : client(in, start + FIXED, in.getUnsignedByte(start + FIXED - 3), rest);
        return new ProxyHeader(client, FIXED + rest);
    }

    private static InetSocketAddress client(ByteBuf in, int start, int family, int rest) throws MalformedException {
        int address = switch (family) {
            case TCP_IPV4 -> IPV4_BYTES;
            case TCP_IPV6 -> IPV6_BYTES;
            default -> throw new MalformedException("a PROXY header for something else than TCP");
        };
        if (rest < 2 * address + PORTS) {
            throw new MalformedException("a PROXY header that is too short for its addresses");
        }
        byte[] bytes = new byte[address];
        in.getBytes(start, bytes);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), in.getUnsignedShort(start + 2 * address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address has 4 or 16 bytes", e);
        }
    }
}
