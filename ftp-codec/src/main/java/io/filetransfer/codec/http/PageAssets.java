package io.filetransfer.codec.http;

import io.filetransfer.codec.ReservedNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * What the page for browsers consists of. All of it comes with the program, and is read once, like its classes. The hash of
 * all files together is a part of each address, so a browser may keep them for ever.
 */
final class PageAssets {
    /**
     * @param plain the bytes
     * @param gzip the same, compressed
     */
    record Asset(String type, byte[] plain, byte[] gzip) {}

    /** Names of the page's files begin with it; no file of a user has such a name. */
    static final String PREFIX = ReservedNames.AT_THE_TOP + "/page-";

    private static final String DOCUMENT = "page.html";
    private static final String HTML = "text/html; charset=utf-8";
    private static final Map<String, String> TYPES =
            Map.of("js", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml");
    private static final List<String> FILES = List.of(
            "page.css",
            "api.js",
            "archive.js",
            "details.js",
            "dialogs.js",
            "dropped.js",
            "format.js",
            "kinds.js",
            "link-drop.js",
            "link.css",
            "main.js",
            "paths.js",
            "preview.js",
            "remembered.js",
            "session.js",
            "table.js",
            "transport.js",
            "uploads.js",
            "uploads-view.js",
            "archive.svg",
            "file.svg",
            "folder.svg",
            "icon.svg",
            "link.svg",
            "media.svg",
            "picture.svg",
            "text.svg");

    /** Read when the first of them is asked for. */
    private static final class Loaded {
        static final PageAssets ALL = new PageAssets();
    }

    private final Map<String, Asset> byName = new HashMap<>();
    private final Asset document;
    private final String directory;

    private PageAssets() {
        MessageDigest hash = sha256();
        Map<String, byte[]> files = new HashMap<>();
        for (String file : FILES) {
            byte[] bytes = read(file);
            hash.update(bytes);
            files.put(file, bytes);
        }
        directory = PREFIX + HexFormat.of().formatHex(hash.digest(), 0, 8);
        files.forEach((file, bytes) ->
                byName.put(directory + "/" + file, asset(TYPES.get(file.substring(file.lastIndexOf('.') + 1)), bytes)));
        String text = new String(read(DOCUMENT), StandardCharsets.UTF_8).replace("@assets@", "/" + directory);
        document = asset(HTML, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @return null if this name has none */
    static Asset find(String name) {
        return Loaded.ALL.byName.get(name);
    }

    /** The path of one of the files. */
    static String address(String file) {
        return "/" + Loaded.ALL.directory + "/" + file;
    }

    /** The one document, for each directory the same. */
    static Asset document() {
        return Loaded.ALL.document;
    }

    private static Asset asset(String type, byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has no such failure
        }
        return new Asset(type, bytes, compressed.toByteArray());
    }

    private static byte[] read(String file) {
        try (InputStream in = PageAssets.class.getResourceAsStream("page/" + file)) {
            if (in == null) {
                throw new IllegalStateException("The program lacks " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each JDK has it
        }
    }
}
