package io.filetransfer.codec;

import java.net.InetAddress;

/**
 * An event in front of a request: a proxy that is believed says for whom it asks. It holds for the requests behind it, until
 * the next one.
 *
 * @param client null where it does not say
 * @param encrypted whether the client's connection to the proxy is
 */
public record ForwardedFor(InetAddress client, boolean encrypted) {}
