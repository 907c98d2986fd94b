/** What the kernel knows of the way between two machines, and what is chosen by it. For both sides. */
package io.filetransfer.codec.path;
