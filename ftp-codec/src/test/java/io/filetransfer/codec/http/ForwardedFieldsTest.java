package io.filetransfer.codec.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ForwardedFor;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For whom a proxy asks, whatever its client wrote into the same fields. Proxies are those of 10.0.0.0/8. */
class ForwardedFieldsTest {
    private ForwardedFor said;
    private Throwable refused;

    /** @param fields with a colon each */
    private HttpRequest pass(boolean standard, String... fields) {
        said = null;
        refused = null;
        EmbeddedChannel channel = new EmbeddedChannel(
                new ForwardedFields(
                        standard, address -> address.getHostAddress().startsWith("10.")),
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                        said = (ForwardedFor) event;
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                        refused = cause;
                    }
                });
        HttpRequest request = new DefaultHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.GET,
                "/",
                DefaultHttpHeadersFactory.headersFactory().withValidation(false));
        request.headers().set("Host", "inner");
        for (String field : fields) {
            int colon = field.indexOf(':');
            request.headers().add(field.substring(0, colon), field.substring(colon + 1));
        }
        channel.writeInbound(request);
        channel.finish();
        return request;
    }

    private String client() {
        return said == null || said.client() == null ? "none" : said.client().getHostAddress();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | 192.0.2.1",
                "192.0.2.1:4711 | 192.0.2.1",
                "[2001:db8::1]:80 | 2001:db8:0:0:0:0:0:1",
                "2001:db8::1 | 2001:db8:0:0:0:0:0:1",
                "127.0.0.1, 192.0.2.1 | 192.0.2.1",
                "192.0.2.9, 192.0.2.1, 10.0.0.2, 10.0.0.3 | 192.0.2.1",
                "10.0.0.1, 10.0.0.2 | 10.0.0.1",
                "192.0.2.9, localhost, 10.0.0.2 | 10.0.0.2",
                "192.0.2.9, unknown | none",
                "192.0.2.9, | none",
                "' ' | none",
                "192.0.2.1%eth0 | none",
                "0x7f000001 | none",
                "1.2.3 | none",
            })
    void theLastThatIsNoProxyIsTheClient(String field, String client) {
        pass(false, "X-Forwarded-For:" + field.replace("'", ""));
        assertEquals(client, client(), field);
    }

    @Test
    void severalFieldsAreOneList() {
        pass(false, "X-Forwarded-For:127.0.0.1, 192.0.2.1", "X-Forwarded-For:10.0.0.2");
        assertEquals("192.0.2.1", client());
        pass(true, "Forwarded:for=127.0.0.1, for=192.0.2.1", "Forwarded:for=10.0.0.2;proto=https");
        assertEquals("192.0.2.1", client());
        assertTrue(said.encrypted());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=192.0.2.1 | 192.0.2.1 | false",
                "For=\"192.0.2.1:80\";Proto=HTTPS | 192.0.2.1 | true",
                "proto=http;for=\"[2001:db8::1]:80\" | 2001:db8:0:0:0:0:0:1 | false",
                "for=127.0.0.1;proto=https, for=192.0.2.1;proto=http | 192.0.2.1 | false",
                "for=\"a, for=127.0.0.1\", for=192.0.2.1 | 192.0.2.1 | false",
                "for=_hidden | none | false",
                ";;,; for=192.0.2.1 ; by=_x | 192.0.2.1 | false",
                "by=x | none | false",
            })
    void theStandardField(String field, String client, boolean encrypted) {
        pass(true, "Forwarded:" + field);
        assertEquals(client, client(), field);
        assertEquals(encrypted, said.encrypted());
    }

    /** What could hide an element behind it is refused, and never understood in part. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=\"x, for=192.0.2.1",
                "for=\"x, for=\"[2001:db8::1]\"",
                "for=\"x\\",
                "for",
                "for=",
                "=x",
                "for=1;for=2",
                "for=a b",
                "for=192.0.2.1;=",
                "for=[2001:db8::1]"
            })
    void whatIsNotWellFormedIsRefused(String field) {
        pass(true, "Forwarded:" + field);
        assertNull(said);
        assertTrue(refused instanceof HttpRefusal, String.valueOf(refused));
    }

    @Test
    void theOtherFieldsCountForNothing() {
        HttpRequest request = pass(false, "Forwarded:for=192.0.2.1;proto=https;host=evil");
        assertEquals("none", client());
        assertEquals("inner", request.headers().get("Host"));
        request = pass(true, "X-Forwarded-For:192.0.2.1", "X-Forwarded-Proto:https", "X-Forwarded-Host:evil");
        assertEquals("none", client());
        assertEquals(false, said.encrypted());
        assertEquals("inner", request.headers().get("Host"));
    }

    @Test
    void schemeAndHostAreWhatTheNearestProxySays() {
        HttpRequest request = pass(false, "X-Forwarded-Proto:https, http", "X-Forwarded-Host:evil, files.example:443");
        assertEquals(false, said.encrypted());
        assertEquals(List.of("files.example:443"), request.headers().getAll("Host"));
        pass(false, "X-Forwarded-Proto:http", "X-Forwarded-Proto:HTTPS");
        assertEquals(true, said.encrypted());
        assertEquals(
                "other", pass(true, "Forwarded:host=evil, host=other").headers().get("Host"));
    }

    /** Whatever stands in front of what a proxy adds: the client is the one that the proxy says, or the request is none. */
    @Test
    void nothingThatAClientWritesChangesWhoItIs() {
        Random random = new Random(7);
        String alphabet = "for=\"\\,;[]:. 10.0.0.1_127https proto\t";
        int understood = 0;
        for (int i = 0; i < 5_000; i++) {
            StringBuilder written = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                written.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            pass(true, "Forwarded:" + written + ", for=192.0.2.1;proto=http");
            understood += said == null ? 0 : 1;
            assertTrue(
                    said == null ? refused instanceof HttpRefusal : client().equals("192.0.2.1"), written.toString());
            assertTrue(said == null || !said.encrypted(), written.toString());
            pass(false, "X-Forwarded-For:" + written + ", 192.0.2.1");
            assertEquals("192.0.2.1", client(), written.toString());
        }
        assertTrue(understood > 100, "" + understood);
    }

    @Test
    void aChainWithoutEndIsNotFollowed() {
        List<String> chain = new ArrayList<>(List.of("192.0.2.1"));
        for (int i = 0; i < 100; i++) {
            chain.add("10.0.0." + i);
        }
        pass(false, "X-Forwarded-For:" + String.join(",", chain));
        assertEquals("10.0.0.68", client());
    }
}
