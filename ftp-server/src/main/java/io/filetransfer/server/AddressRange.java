package io.filetransfer.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * The addresses that begin with the same bits, as {@code 10.0.0.0/8} or {@code 2001:db8::/32}. Immutable.
 *
 * @param first of them
 * @param bits that they have in common
 */
public record AddressRange(InetAddress first, int bits) {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern BITS = Pattern.compile("[0-9]{1,3}");

    public AddressRange {
        int all = first.getAddress().length * Byte.SIZE;
        if (bits < 0 || bits > all) {
            throw new IllegalArgumentException("of " + first.getHostAddress() + " 0 to " + all + " bits can be common");
        }
        byte[] address = first.getAddress();
        for (int bit = bits; bit < all; bit++) {
            if (isSet(address, bit)) {
                throw new IllegalArgumentException(
                        first.getHostAddress() + " is not the first address of a range of " + bits + " bits");
            }
        }
    }

    /**
     * Reads an address, or one with the number of its common bits behind a slash. No name is looked up.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        String bits = slash < 0 ? null : text.substring(slash + 1);
        boolean isAddress = IPV4.matcher(host).matches() || IPV6.matcher(host).matches();
        if (!isAddress || bits != null && !BITS.matcher(bits).matches()) {
            throw notOne(text);
        }
        try {
            InetAddress first = InetAddress.getByName(host);
            return new AddressRange(
                    first, bits == null ? first.getAddress().length * Byte.SIZE : Integer.parseInt(bits));
        } catch (UnknownHostException e) {
            throw notOne(text);
        }
    }

    private static IllegalArgumentException notOne(String text) {
        return new IllegalArgumentException(
                "an address or a range of them is like 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32, not " + text);
    }

    /** Whether {@code address} is one of these. */
    public boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (isSet(mine, bit) != isSet(other, bit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSet(byte[] address, int bit) {
        return (address[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1) != 0;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + bits;
    }
}
