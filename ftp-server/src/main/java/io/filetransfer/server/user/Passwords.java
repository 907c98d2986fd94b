package io.filetransfer.server.user;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords by argon2id (RFC 9106) with the least parameters that OWASP names: 19 MiB, two passes, one lane. Written
 * in the PHC string format: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. Takes some tens of milliseconds of
 * processor time: never on an event loop.
 */
final class Passwords {
    /** What is longer is not hashed: it would be a way to keep the server busy. */
    static final int MAX_BYTES = 1024;

    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** A file that somebody edited may not make the server run out of memory or time. */
    private static final int MOST_MEMORY_KIB = 256 << 10;

    private static final int MOST_PASSES = 16;
    private static final int MOST_LANES = 8;

    private static final Pattern FORMAT = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    /** Of no password: takes as long to compare with as any. */
    static final String OF_NOBODY = encode(MEMORY_KIB, PASSES, LANES, new byte[SALT_BYTES], new byte[HASH_BYTES]);

    private Passwords() {}

    /** @throws IllegalArgumentException with a sentence if it cannot be a password */
    static void check(String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > MAX_BYTES || password.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a password has 1 to " + MAX_BYTES + " bytes, and no NUL");
        }
    }

    /** @throws IllegalArgumentException as {@link #check} */
    static String hash(String password) {
        check(password);
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return encode(MEMORY_KIB, PASSES, LANES, salt, compute(bytes, MEMORY_KIB, PASSES, LANES, salt, HASH_BYTES));
    }

    static boolean isHash(String text) {
        Matcher parts = FORMAT.matcher(text);
        return parts.matches()
                && isBase64(parts.group(4))
                && isBase64(parts.group(5))
                && number(parts, 1) >= 8L * number(parts, 3)
                && number(parts, 1) <= MOST_MEMORY_KIB
                && number(parts, 2) >= 1
                && number(parts, 2) <= MOST_PASSES
                && number(parts, 3) >= 1
                && number(parts, 3) <= MOST_LANES;
    }

    /** Of letters of Base64: no number of bytes takes one more than a multiple of four. */
    private static boolean isBase64(String letters) {
        return letters.length() % 4 != 1;
    }

    /** @param hash of which {@link #isHash} is true */
    static boolean matches(byte[] password, String hash) {
        Matcher parts = FORMAT.matcher(hash);
        if (!parts.matches()) {
            throw new IllegalArgumentException("Not a hash");
        }
        byte[] salt = Base64.getDecoder().decode(parts.group(4));
        byte[] expected = Base64.getDecoder().decode(parts.group(5));
        // What is too long is nobody's password; it costs as much all the same.
        byte[] hashed = password.length <= MAX_BYTES ? password : new byte[0];
        byte[] computed = compute(hashed, number(parts, 1), number(parts, 2), number(parts, 3), salt, expected.length);
        return MessageDigest.isEqual(computed, expected) && hashed == password;
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }

    private static byte[] compute(byte[] password, int memoryKib, int passes, int lanes, byte[] salt, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] out = new byte[length];
        generator.generateBytes(password, out);
        return out;
    }

    private static String encode(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=" + lanes + "$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash);
    }
}
