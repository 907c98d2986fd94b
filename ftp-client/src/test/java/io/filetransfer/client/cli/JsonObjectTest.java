package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
    @Test
    void everyKindOfValue() {
        String json = new JsonObject()
                .add("text", "a")
                .add("none", null)
                .add("number", Long.MIN_VALUE)
                .add("truth", true)
                .addSeconds("seconds", 1_020_999_999L)
                .toString();
        assertEquals(
                "{\"text\":\"a\",\"none\":null,\"number\":-9223372036854775808,\"truth\":true,\"seconds\":1.020}",
                json);
        assertEquals(
                Map.of("text", "a", "none", "(null)", "number", Long.MIN_VALUE, "truth", true, "seconds", 1.02),
                StrictJson.object(json));
    }

    @Test
    void nothing() {
        assertEquals("{}", new JsonObject().toString());
    }

    @Test
    void whatNeedsAnEscape() {
        String json = new JsonObject()
                .add("a", "\"\\/\n\r\t\b\u0000\u001b[31m\u007f\u0085\u2028\u2029\ud800x\udc00")
                .toString();
        assertEquals(
                "{\"a\":\"\\\"\\\\/\\n\\r\\t\\u0008\\u0000\\u001b[31m\\u007f\\u0085\\u2028\\u2029\\ud800x\\udc00\"}",
                json);
    }

    @Test
    void pairsOfSurrogatesStayWhole() {
        assertEquals("{\"a\":\"😀ä€\"}", new JsonObject().add("a", "😀ä€").toString());
    }

    @Test
    void aNameThatIsNotUtf8HasItsBytesBesideIt() {
        assertEquals(
                "{\"name\":\"lat\uFFFD\\t\",\"nameBytes\":\"6c6174e909\",\"ok\":true}",
                new JsonObject().add("name", "lat\udce9\t").add("ok", true).toString());
    }

    @Test
    void anyTextComesBackThroughUtf8() {
        Seeds.run(2000, random -> {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                int bits = 1 + random.nextInt(16);
                text.append((char) random.nextInt(1 << bits));
                if (random.nextInt(8) == 0) {
                    text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                }
            }
            if (!NameText.isText(text.toString()) && NameText.isName(text.toString())) {
                text.append('\ud800'); // no bytes of a name
            }
            String json = new JsonObject().add("k" + text, text.toString()).toString();
            String received = new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            assertEquals(Map.of("k" + text, text.toString()), StrictJson.object(received));
        });
    }
}
