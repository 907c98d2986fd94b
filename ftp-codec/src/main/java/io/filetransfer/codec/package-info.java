/**
 * The wire: frames, requests, digests and the dialects that are spoken on one port.
 *
 * <p>{@code PROTOCOL.md} beside this module's pom specifies every byte. Decoders hand on {@link
 * io.filetransfer.codec.Frame}s; nothing here opens a file, blocks, or knows what a request does.
 */
package io.filetransfer.codec;
