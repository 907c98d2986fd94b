/**
 * HTTP/1.1, {@code HTTP.md}: a codec for the server's side that decodes to the frames of the native dialect, so that nothing
 * behind it knows the difference. {@link io.filetransfer.codec.http.HttpServerCodec} has the order of things; which call a
 * method makes is in {@link io.filetransfer.codec.http.HttpCalls}.
 *
 * <p>Internal: for the server of this project.
 */
package io.filetransfer.codec.http;
