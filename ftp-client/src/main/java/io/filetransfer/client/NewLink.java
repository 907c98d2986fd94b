package io.filetransfer.client;

import io.filetransfer.codec.LinkInfo;

/**
 * A link that was made.
 *
 * @param info what the server tells of it
 * @param path of its address on the server, for HTTP; whoever has it has the link, and nobody can be told it again
 */
public record NewLink(LinkInfo info, String path) {
    @Override
    public String toString() {
        return "NewLink[" + info + ", path hidden]";
    }
}
