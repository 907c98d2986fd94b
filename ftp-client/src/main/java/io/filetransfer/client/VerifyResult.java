package io.filetransfer.client;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Version;

/**
 * A file on a server that is not damaged, as far as anybody can tell.
 *
 * @param name as it was asked for
 * @param size length of the content in bytes
 * @param version of the content, or null when the server does not tell
 * @param digest that was stored with the file and agrees with what is on the disk; null when none is stored
 */
public record VerifyResult(String name, long size, Version version, Digest digest) {
    /** Whether the content was compared; without a stored digest nothing was read. */
    public boolean compared() {
        return digest != null;
    }
}
