package io.filetransfer.server.storage;

import io.filetransfer.codec.Durability;
import java.time.Instant;

/**
 * What a client wants to become of an upload.
 *
 * @param size of the whole file
 * @param crc32c of the whole file
 * @param parents make missing parent directories
 * @param modified time to give the file, or null for now
 * @param mode permission bits to give the file, or null for the server's default
 */
public record PartsCommit(
        long size,
        int crc32c,
        boolean parents,
        Expectation expectation,
        Instant modified,
        Integer mode,
        Durability durability) {}
