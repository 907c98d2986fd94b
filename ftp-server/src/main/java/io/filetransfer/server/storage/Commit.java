package io.filetransfer.server.storage;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Properties;
import java.time.Instant;
import java.util.Objects;

/**
 * What is to become of content that is whole. What became of it is {@link Committed}.
 *
 * @param digest of the whole content, kept with the file; may be {@link Digest#NONE}
 * @param modified time to give the file, or null for now
 * @param mode permission bits to give the file, or null for the server's default
 * @param durability what has to be safe before it is acknowledged
 * @param properties to keep with the file, or null for those that what it replaces has
 * @param whole when all of it was asked for, by {@link System#nanoTime}: what was seen after that of the way to the name need not
 *     be looked at again
 */
public record Commit(
        Digest digest, Instant modified, Integer mode, Durability durability, Properties properties, long whole) {
    /** As of now. */
    public Commit(Digest digest, Instant modified, Integer mode, Durability durability, Properties properties) {
        this(digest, modified, mode, durability, properties, System.nanoTime());
    }

    public Commit {
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(durability, "durability");
    }

    /** With the properties of what it replaces. */
    public Commit(Digest digest, Instant modified, Integer mode, Durability durability) {
        this(digest, modified, mode, durability, null);
    }
}
