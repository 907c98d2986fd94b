package io.filetransfer.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/**
 * A link that is to be made: whoever has it gets a file or what is in a directory, or puts files into a directory, without
 * being a user. Immutable; each method gives another one.
 */
public final class LinkRequest {
    private final String name;
    private final boolean upload;
    private final Duration life;
    private final long uses;
    private final char[] password;

    private LinkRequest(String name, boolean upload, Duration life, long uses, char[] password) {
        this.name = name;
        this.upload = upload;
        this.life = life;
        this.uses = uses;
        this.password = password;
    }

    /** To get the file or directory of this name, for the server's usual time, as often as anybody likes. */
    public static LinkRequest of(String name) {
        return new LinkRequest(Objects.requireNonNull(name, "name"), false, Duration.ZERO, 0, new char[0]);
    }

    /** To put files into the directory, and nothing else. */
    public LinkRequest upload(boolean upload) {
        return new LinkRequest(name, upload, life, uses, password);
    }

    /** How long it is open, in whole seconds; zero for the server's usual time. */
    public LinkRequest life(Duration life) {
        long seconds = life.toSeconds();
        if (seconds < 0 || seconds > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("life is from zero to 136 years");
        }
        return new LinkRequest(name, upload, life, uses, password);
    }

    /** How many downloads or uploads it is good for; 0 for any number. */
    public LinkRequest uses(long uses) {
        if (uses < 0 || uses > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("uses is never negative, and below 2^32");
        }
        return new LinkRequest(name, upload, life, uses, password);
    }

    /** Empty for none. Copied. */
    public LinkRequest password(char[] password) {
        return new LinkRequest(name, upload, life, uses, password.clone());
    }

    public String name() {
        return name;
    }

    public boolean upload() {
        return upload;
    }

    public Duration life() {
        return life;
    }

    public long uses() {
        return uses;
    }

    public char[] password() {
        return password.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LinkRequest request
                && name.equals(request.name)
                && upload == request.upload
                && life.equals(request.life)
                && uses == request.uses
                && Arrays.equals(password, request.password);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, upload, life, uses);
    }

    @Override
    public String toString() {
        return "LinkRequest[" + name + ", upload=" + upload + ", life=" + life + ", uses=" + uses + "]";
    }
}
