package io.filetransfer.client;

import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.FileRegion;
import io.netty.channel.MessageSizeEstimator;

/** Counts a region of a file with its length, where Netty counts nothing, so that a channel with regions fills up. */
final class RegionSizes implements MessageSizeEstimator {
    private final Handle others = DefaultMessageSizeEstimator.DEFAULT.newHandle();

    @Override
    public Handle newHandle() {
        return this::size;
    }

    private int size(Object message) {
        return message instanceof FileRegion region
                ? (int) Math.min(region.count(), Integer.MAX_VALUE)
                : others.size(message);
    }
}
