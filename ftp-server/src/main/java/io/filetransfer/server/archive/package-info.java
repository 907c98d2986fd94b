/** The formats of archives, as bytes that come out one piece after the other; nothing here reads a file. */
package io.filetransfer.server.archive;
