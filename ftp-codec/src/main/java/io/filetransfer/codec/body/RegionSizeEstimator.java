package io.filetransfer.codec.body;

import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.FileRegion;
import io.netty.channel.MessageSizeEstimator;

/** Counts a file region with its bytes (the default counts 0), so that the water marks bound regions too. */
public final class RegionSizeEstimator implements MessageSizeEstimator {
    private final Handle others = DefaultMessageSizeEstimator.DEFAULT.newHandle();

    @Override
    public Handle newHandle() {
        return message -> message instanceof FileRegion region
                ? (int) Math.min(region.count(), Integer.MAX_VALUE)
                : others.size(message);
    }
}
