package io.filetransfer.codec.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The elements of one field {@code Forwarded}: pairs with semicolons between, elements with commas. A quote that does not end
 * makes the whole field none: it could hide what a proxy has added behind it.
 */
final class ForwardedElements {
    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    private final String text;
    private int at;

    private ForwardedElements(String text) {
        this.text = text;
    }

    /** @throws HttpRefusal it is not well-formed */
    static List<Map<String, String>> parse(String field) {
        return new ForwardedElements(field).all();
    }

    private List<Map<String, String>> all() {
        List<Map<String, String>> elements = new ArrayList<>();
        do {
            elements.add(element());
        } while (takes(','));
        if (at < text.length()) {
            throw bad();
        }
        return elements;
    }

    private Map<String, String> element() {
        Map<String, String> element = new HashMap<>();
        do {
            blanks();
            if (at == text.length() || text.charAt(at) == ',' || text.charAt(at) == ';') {
                continue; // empty ones are allowed
            }
            String name = token().toLowerCase(Locale.ROOT);
            if (!takes('=')) {
                throw bad();
            }
            String value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
            if (element.put(name, value) != null) {
                throw bad();
            }
            blanks();
        } while (takes(';'));
        return element;
    }

    private boolean takes(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void blanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private String token() {
        int start = at;
        while (at < text.length() && isOfToken(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw bad();
        }
        return text.substring(start, at);
    }

    private static boolean isOfToken(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || TOKEN.indexOf(c) >= 0;
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return value.toString();
            }
            if (c == '\\') {
                at++;
                if (at == text.length()) {
                    break;
                }
            }
            value.append(text.charAt(at));
        }
        throw bad();
    }

    private static HttpRefusal bad() {
        return HttpRefusal.bad("The field Forwarded is not well-formed.");
    }

    /** With or without a port, as both fields have it; null for a name or nothing. No name is looked up. */
    static InetAddress address(String text) {
        String host = text;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            host = end < 0 ? "" : text.substring(1, end);
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            host = text.substring(0, text.indexOf(':'));
        }
        byte[] bytes = host.indexOf('%') >= 0 ? null : NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address has 4 or 16 bytes", e);
        }
    }
}
