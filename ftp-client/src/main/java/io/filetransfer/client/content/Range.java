package io.filetransfer.client.content;

/** Some bytes of a file. */
public record Range(long offset, long length) {
    public long end() {
        return offset + length;
    }
}
