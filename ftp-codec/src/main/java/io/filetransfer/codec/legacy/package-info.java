/**
 * The first dialect, {@code File Name : Choice} in one frame: a codec for each side that decodes to the frames of the
 * native one, so that nothing behind it knows the difference.
 *
 * <p>Internal: for the server and the client of this project.
 */
package io.filetransfer.codec.legacy;
