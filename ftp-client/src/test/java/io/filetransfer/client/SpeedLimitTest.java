package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.TransferTimes;
import io.filetransfer.codec.TransferTimes.Kind;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of what limits a transfer, by times in milliseconds. */
class SpeedLimitTest {
    private static final TransferPath NEAR = new TransferPath(100_000, "cubic", 0);

    @ParameterizedTest
    @CsvSource({
        "QUEUE, CLIENT_QUEUE, SERVER_QUEUE",
        "DISK, CLIENT_DISK, SERVER_DISK",
        "DIGEST, CLIENT_DIGEST, SERVER_DIGEST",
        "SYNC, CLIENT_SYNC, SERVER_SYNC",
        "PACE, CLIENT_PACE, SERVER_PACE",
        "ENCRYPTION, CLIENT_ENCRYPTION, SERVER_ENCRYPTION"
    })
    void whoeverWasBusyMostOfTheTimeLimits(Kind kind, SpeedLimit onThisSide, SpeedLimit onTheServer) {
        TransferTimes idle = times(1000);
        TransferTimes busy = times(1000).plus(kind, millis(600));
        assertEquals(onThisSide, limit(1, busy, idle, NEAR));
        assertEquals(onTheServer, limit(1, idle, busy, NEAR));
    }

    @Test
    void theBusierSideLimits() {
        TransferTimes some = times(1000).plus(Kind.DISK, millis(600));
        TransferTimes more = times(1000).plus(Kind.DISK, millis(900));
        assertEquals(SpeedLimit.SERVER_DISK, limit(1, some, more, NEAR));
        assertEquals(SpeedLimit.CLIENT_DISK, limit(1, more, some, NEAR));
    }

    @Test
    void kindsOfOneSideAddUp() {
        TransferTimes both = times(1000).plus(Kind.DISK, millis(350)).plus(Kind.DIGEST, millis(300));
        assertEquals(SpeedLimit.SERVER_DISK, limit(1, times(1000), both, NEAR));
    }

    @Test
    void whereNeitherSideWasBusyItIsTheNetwork() {
        assertEquals(SpeedLimit.NETWORK, limit(1, times(1000), times(1000), NEAR));
        assertEquals(SpeedLimit.NETWORK, limit(1, times(1000), times(1000), TransferPath.UNKNOWN));
        assertEquals(SpeedLimit.SERVER_OR_NETWORK, limit(1, times(1000), null, NEAR));
    }

    @Test
    void fewRoundTripsMakeUpAShortTransferFromFarAway() {
        TransferPath far = new TransferPath(millis(100), "bbr", 0);
        assertEquals(SpeedLimit.ROUND_TRIP, limit(1, times(300), times(100), far));
        assertEquals(SpeedLimit.ROUND_TRIP, limit(1, times(300), null, far));
        assertEquals(SpeedLimit.NETWORK, limit(1, times(5000), times(5000), far));
        assertEquals(SpeedLimit.ROUND_TRIP, limit(4, times(4 * 300), times(100), far), "for each stream");
    }

    @Test
    void aLossyWayIsNamed() {
        TransferPath lossy = new TransferPath(100_000, "cubic", 50);
        assertEquals(SpeedLimit.PACKET_LOSS, limit(1, times(1000), times(1000), lossy));
    }

    @Test
    void severalStreamsHaveMoreTime() {
        TransferTimes disk = times(1000).plus(Kind.DISK, millis(900));
        assertEquals(SpeedLimit.SERVER_DISK, limit(1, times(1000), disk, NEAR));
        assertEquals(SpeedLimit.NETWORK, limit(4, times(4000), disk, NEAR));
    }

    @Test
    void timeBeforeItsTurnDoesNotHideTheRest() {
        TransferTimes late = times(1000).plus(Kind.QUEUE, millis(400));
        assertEquals(SpeedLimit.SERVER_DISK, limit(1, late, times(600).plus(Kind.DISK, millis(400)), NEAR));
    }

    @Test
    void mixturesAndMomentsAreNotNamed() {
        TransferTimes some = times(1000).plus(Kind.DISK, millis(300));
        assertEquals(SpeedLimit.NOTHING, limit(1, some, some, NEAR));
        assertEquals(SpeedLimit.NOTHING, limit(1, TransferTimes.NONE, null, TransferPath.UNKNOWN));
        TransferTimes moment = TransferTimes.NONE.with(Kind.TOTAL, 900_000).with(Kind.DISK, 800_000);
        assertEquals(SpeedLimit.NOTHING, limit(1, moment, moment, NEAR));
    }

    @Test
    void whatAServerMakesUpDoesNoHarm() {
        TransferTimes all = TransferTimes.NONE;
        for (Kind kind : Kind.values()) {
            all = all.with(kind, Long.MAX_VALUE);
        }
        TransferTimes sum = all.plus(all);
        assertEquals(SpeedLimit.SERVER_PACE, limit(1, times(1000), sum, NEAR));
    }

    @ParameterizedTest
    @EnumSource
    void eachHasASentence(SpeedLimit limit) {
        assertTrue(limit.sentence().matches("[a-z].*[a-z]"), limit.sentence());
    }

    private static SpeedLimit limit(int streams, TransferTimes client, TransferTimes server, TransferPath path) {
        return new TransferDetail(streams, client, server, path).limit();
    }

    private static TransferTimes times(long totalMillis) {
        return TransferTimes.NONE.with(Kind.TOTAL, millis(totalMillis));
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
