/**
 * The wire: frames, requests, options, digests, and which dialect a connection speaks.
 *
 * <p>{@code PROTOCOL.md} beside this module's pom specifies every byte. Decoders hand on {@link
 * io.filetransfer.codec.Frame}s; nothing in this package opens a file, blocks, or knows what a request does. Content is
 * moved by {@code codec.body}, the first dialect is {@code codec.legacy}, HTTP is {@code codec.http}, and what is chosen by
 * the distance of the other side is {@code codec.path}.
 */
package io.filetransfer.codec;
