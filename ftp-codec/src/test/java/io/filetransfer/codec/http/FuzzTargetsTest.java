package io.filetransfer.codec.http;

import io.filetransfer.codec.Fuzzing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTTP's codec and its fields, as {@link Fuzzing} runs them. */
class FuzzTargetsTest {
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void requests() throws Exception {
        String requests =
                "GET /a%20b?x HTTP/1.1\r\nHost: x:1\r\nRange: bytes=0-1,-5\r\nIf-None-Match: \"0a\", W/\"b\"\r\n\r\n"
                        + "PUT /d/e HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Digest: crc32c=:AAAAAA==:\r\n\r\n"
                        + "5\r\nhello\r\n0\r\nT: u\r\n\r\n"
                        + "PUT /f HTTP/1.0\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\nabc"
                        + "OPTIONS * HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YTpi\r\nExpect: 100-continue\r\n\r\n"
                        + "HEAD /g/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        Fuzzing.run(HttpFuzz.Requests.class, List.of(ascii("\0" + requests), ascii("\1" + requests)));
    }

    @Test
    void fields() throws Exception {
        Fuzzing.run(
                HttpFuzz.Fields.class,
                List.of(
                        ascii("0-1, 5-,-7"),
                        ascii("\"0a0b\", W/\"c\",*"),
                        ascii("a%20b/%e9/\u00ff"),
                        ascii("gzip;q=0.5, deflate")));
    }
}
