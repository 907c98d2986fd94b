package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ForeignDialectTest {
    private final Talk talk;

    ForeignDialectTest() throws Exception {
        talk = new Talk();
    }

    @AfterEach
    void close() {
        assertEquals(List.of(), talk.storage.calls);
        talk.close();
    }

    @Test
    void tlsGetsAnAlert() {
        talk.send(Unpooled.copiedBuffer(new byte[] {0x16, 3, 1, 0, 5}));
        ByteBuf alert = talk.channel.readOutbound();
        assertArrayEquals(new byte[] {0x15, 3, 3, 0, 2, 2, 70}, ByteBufUtil.getBytes(alert));
        alert.release();
        assertTrue(talk.isLingering());
    }

    @Test
    void ftpGetsItsGoodbye() {
        talk.sendText("USER anonymous\r\n");
        assertTrue(talk.text().matches("421 [^\r\n]*ftp-client[^\r\n]*\r\n"));
        assertTrue(talk.isLingering());
    }

    @Test
    void othersGetALine() {
        talk.send(Unpooled.copiedBuffer(new byte[] {1, 2, 3}));
        assertTrue(talk.text().startsWith("BAD_REQUEST: "));
        talk.sendText("more").halfClose();
        assertFalse(talk.channel.isOpen());
    }
}
