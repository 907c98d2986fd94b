package io.filetransfer.client.net;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;

/** What the first request of a connection says besides: who asks, and with which program. */
final class Introduction {
    private Introduction() {}

    static Request of(ClientConfig config, Request first) {
        Options options = first.options();
        if (!config.agent().isEmpty()) {
            options = options.with(Option.AGENT, config.agent());
        }
        if (config.credentials() != null) {
            options = options.with(Option.CREDENTIALS, config.credentials().encoded());
        }
        return first.with(options);
    }
}
