package io.filetransfer.server.storage;

import io.filetransfer.codec.UploadId;

/**
 * An upload in parts that is held, and not committed.
 *
 * @param size of the whole file
 */
public record UploadUnderWay(UploadId id, SafePath target, long size) {}
