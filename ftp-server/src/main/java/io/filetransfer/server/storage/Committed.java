package io.filetransfer.server.storage;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;

/**
 * A commit that was made.
 *
 * @param attributes as they were right after it; their version is null when it is not known any more
 */
public record Committed(Attributes attributes, Digest digest, Durability durability) implements PartsStatus {}
