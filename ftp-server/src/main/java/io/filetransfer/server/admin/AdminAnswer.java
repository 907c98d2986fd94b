package io.filetransfer.server.admin;

import java.nio.charset.StandardCharsets;

/** What an {@link AdminPage} answers. */
public record AdminAnswer(int status, String type, byte[] body) {
    public static AdminAnswer text(int status, String text) {
        return new AdminAnswer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public static AdminAnswer json(int status, String json) {
        return new AdminAnswer(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }
}
