/** The server program: its command line, its settings, and the commands beside serving. Nothing here is for embedding. */
package io.filetransfer.server.program;
