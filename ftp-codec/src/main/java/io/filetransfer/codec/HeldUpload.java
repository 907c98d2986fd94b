package io.filetransfer.codec;

/**
 * An upload that is held.
 *
 * @param name that its id belongs to, as {@link NameText} has it
 */
public record HeldUpload(UploadId id, String name) {}
