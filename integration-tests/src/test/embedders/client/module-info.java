/** A program that embeds the client, on the module path. */
module embedder {
    requires io.filetransfer.client;
}
