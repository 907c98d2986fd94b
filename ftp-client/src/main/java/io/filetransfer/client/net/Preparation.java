package io.filetransfer.client.net;

import io.filetransfer.client.failure.Failures;
import java.util.concurrent.RejectedExecutionException;

/**
 * Has disk threads look at and read what has to be known on this side before a call's first byte is sent. On the event
 * loop, but for the preparing itself.
 */
final class Preparation {
    private final ClientPlatform platform;
    private final DiskLanes lanes;
    private final Runnable whenPrepared;

    /**
     * @param lanes for what is quickly prepared
     * @param whenPrepared called when a call that had to wait for a disk thread is prepared
     */
    Preparation(ClientPlatform platform, DiskLanes lanes, Runnable whenPrepared) {
        this.platform = platform;
        this.lanes = lanes;
        this.whenPrepared = whenPrepared;
    }

    void prepare(Call<?> call) {
        if (!call.needsPreparing()) {
            call.prepared();
            return;
        }
        call.stage(Call.Stage.PREPARING);
        try {
            if (call.preparesQuickly()) {
                DiskLanes.Lane lane = lanes.lane();
                lane.execute(() -> {
                    prepareNow(call);
                    lane.afterwards(() -> goOn(call));
                });
            } else {
                platform.disk().execute(() -> {
                    prepareNow(call);
                    goOn(call);
                });
            }
        } catch (RejectedExecutionException e) {
            call.stage(Call.Stage.WAITING);
            call.refuse(Failures.clientClosed());
        }
    }

    /** On a disk thread. */
    private void prepareNow(Call<?> call) {
        try {
            call.prepare();
        } catch (RuntimeException | Error e) {
            call.abandon(e);
        }
    }

    private void goOn(Call<?> call) {
        try {
            platform.loop().execute(() -> prepared(call));
        } catch (RejectedExecutionException e) {
            if (call.stage() == Call.Stage.ABANDONED) {
                call.giveUp(call.verdict()); // the loop has ended, and left this to here
            } else {
                call.refuse(Failures.clientClosed());
            }
        }
    }

    private void prepared(Call<?> call) {
        if (call.passedOn()) {
            return;
        }
        if (call.stage() == Call.Stage.ABANDONED) {
            call.giveUp(call.verdict());
            return;
        }
        if (call.hasEnded()) {
            call.stage(Call.Stage.WAITING); // if nobody has told the outcome yet, the pool is about to
            return;
        }
        call.prepared();
        whenPrepared.run();
    }
}
