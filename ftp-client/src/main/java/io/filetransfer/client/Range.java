package io.filetransfer.client;

/** Some bytes of a file. */
record Range(long offset, long length) {
    long end() {
        return offset + length;
    }
}
