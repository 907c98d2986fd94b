package io.filetransfer.server.exchange;

import io.filetransfer.codec.Request;

/**
 * A request that is not answered yet, as it stands at one moment.
 *
 * @param number of the exchange on its connection
 * @param user for whom; empty where there are no users
 * @param begun whether its turn has come
 * @param changing whether it takes effect already, and cannot be ended early any more
 * @param nanos since it came
 * @param bytes of content that have moved
 * @param size of the content in bytes, or -1 where that is not known
 */
public record RunningRequest(
        long number,
        String user,
        Request request,
        boolean begun,
        boolean changing,
        long nanos,
        long bytes,
        long size) {}
