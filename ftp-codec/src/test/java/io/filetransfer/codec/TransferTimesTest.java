package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferTimesTest {
    private static final String DISK = "03 00 00 00 00 00 00 00 05";

    @Test
    void kindsOfANewerServerAreSkipped() {
        TransferTimes expected = TransferTimes.NONE.with(TransferTimes.Kind.DISK, 5);
        assertEquals(expected, read("00 00 00 00 00 00 00 00 09" + DISK + "ff 00 00 00 00 00 00 00 09"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "03", // cut off
                DISK + "04 00",
                DISK + DISK, // twice
                "04 00 00 00 00 00 00 00 05" + DISK, // not sorted
                "03 80 00 00 00 00 00 00 00" // over 2^63 - 1
            })
    void whatIsNotWellFormedIsRefused(String hex) {
        assertThrows(ProtocolException.class, () -> read(hex));
    }

    @Test
    void sumsDoNotOverflow() {
        TransferTimes huge = TransferTimes.NONE.with(TransferTimes.Kind.TOTAL, Long.MAX_VALUE);
        assertEquals(huge, huge.plus(huge));
        assertEquals(huge, huge.plus(TransferTimes.Kind.SYNC, -1));
    }

    private static TransferTimes read(String hex) {
        ByteBuf in = Unpooled.wrappedBuffer(Wire.bytes(hex));
        return TransferTimes.read(in);
    }
}
