package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

/** A server without users that only this machine reaches. */
class HttpOwnHostTest {
    /** A page of another site that gave this server a name of its own (DNS rebinding) reads nothing. */
    @Test
    void anotherNameThanThisMachinesIsRefused() throws Exception {
        try (Talk talk = new Talk()) {
            talk.storage.put("notes.txt", "hello");
            String answer = talk.sendText("GET /notes.txt HTTP/1.1\r\nHost: rebound.example:50000\r\n\r\n")
                    .work()
                    .text();
            assertEquals("421 Misdirected Request", HttpTalkTestBase.status(answer));
            assertFalse(answer.contains("hello"), answer);
        }
    }

    @Test
    void itsOwnIsServed() throws Exception {
        try (Talk talk = new Talk()) {
            talk.storage.put("notes.txt", "hello");
            String answer = talk.sendText("GET /notes.txt HTTP/1.1\r\nHost: localhost:50000\r\n\r\n")
                    .work()
                    .text();
            assertEquals("hello", HttpTalkTestBase.body(answer));
        }
    }
}
