package io.filetransfer.server.storage;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.NameText;
import io.filetransfer.server.storage.local.LocalStorage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Stores files of all kinds of names in a process that may have any locale, and prints {@code done}. */
public final class AnyLocale {
    public static final Set<String> NAMES = Set.of("plain", "\u00e9\u6587", "\udce9", "\ud83d\ude00\t");

    private AnyLocale() {}

    public static void main(String[] arguments) throws Exception {
        try (LocalStorage storage = LocalStorage.open(Path.of(arguments[0]))) {
            for (String name : NAMES) {
                byte[] content = NameText.shown(name).getBytes(StandardCharsets.UTF_8);
                try (Upload upload = storage.begin(
                        new Destination(SafePath.parse("d/" + name), true, Expectation.ANY), content.length)) {
                    upload.append(ByteBuffer.wrap(content));
                    upload.commit(new Commit(Digest.NONE, null, null, Durability.RELAXED));
                }
            }
            Set<String> listed = new HashSet<>();
            try (Listing listing = storage.list(SafePath.parse("d"), false)) {
                for (Listing.Item item = listing.next(); item != null; item = listing.next()) {
                    listed.add(item.name());
                }
            }
            System.out.println(listed.equals(NAMES) ? "done" : "other names");
        }
    }
}
