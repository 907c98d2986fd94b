package io.filetransfer.server.exchange;

import io.filetransfer.codec.Request;
import io.filetransfer.server.user.Principal;

/**
 * A request that is to be served.
 *
 * @param principal for whom
 * @param number of the exchange on its connection
 */
record ServedRequest(ExchangeContext context, Principal principal, Request request, long number) {}
