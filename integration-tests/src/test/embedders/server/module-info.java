/** A program that embeds the server, on the module path. */
module serving {
    requires io.filetransfer.server;
}
