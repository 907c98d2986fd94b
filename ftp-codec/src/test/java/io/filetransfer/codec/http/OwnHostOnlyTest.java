package io.filetransfer.codec.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnHostOnlyTest {
    @Test
    void localhostAndAddressesAreItsOwn() {
        for (String host : List.of(
                "",
                "localhost",
                "LocalHost:8080",
                "files.localhost:1",
                "127.0.0.1",
                "127.0.0.1:50000",
                "192.168.1.9",
                "[::1]",
                "[::1]:50000")) {
            assertTrue(OwnHostOnly.isOwn(host), host);
        }
    }

    @Test
    void anyOtherNameIsNot() {
        for (String host : List.of(
                "example.org",
                "example.org:50000",
                "localhost.example.org",
                "127.0.0.1.example.org",
                "127.1",
                "notlocalhost",
                "1.2.3.4.5",
                "0x7f.0.0.1")) {
            assertEquals(false, OwnHostOnly.isOwn(host), host);
        }
    }

    @Test
    void aRequestForAnotherNameGoesNoFurther() {
        EmbeddedChannel channel = new EmbeddedChannel(new OwnHostOnly());
        HttpRequest own = request("localhost:50000");
        channel.writeInbound(own);
        assertSame(own, channel.readInbound());
        HttpRefusal refusal = assertThrows(HttpRefusal.class, () -> channel.writeInbound(request("rebound.example")));
        assertEquals(421, refusal.status().code());
        assertNull(channel.readInbound());
    }

    private static HttpRequest request(String host) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        request.headers().set(HttpHeaderNames.HOST, host);
        return request;
    }
}
