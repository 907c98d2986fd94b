package io.filetransfer.client.content;

import io.filetransfer.codec.Limits;
import io.filetransfer.codec.NameText;
import java.util.zip.CRC32C;

/** Names of files that stand beside another one while it is made, hidden and never longer than a name may be. */
final class SiblingName {

    private SiblingName() {}

    /**
     * {@code .<name><suffix>}, always the same; of a name that is too long, the beginning and a CRC-32C of the whole.
     *
     * @param spare bytes to leave for a further suffix
     */
    static String of(String name, String suffix, int spare) {
        byte[] bytes = NameText.bytes(name);
        int room = Limits.COMPONENT - 1 - suffix.length() - spare;
        if (bytes.length <= room) {
            return "." + name + suffix;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        String rest = "~" + Long.toHexString(crc.getValue() | 1L << 32).substring(1);
        return "." + beginning(name, room - rest.length()) + rest + suffix;
    }

    /** As much of the name as fits, cut between characters. */
    static String beginning(String name, int room) {
        int left = room;
        int end = 0;
        while (end < name.length()) {
            int point = name.codePointAt(end);
            left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (left < 0) {
                break;
            }
            end += Character.charCount(point);
        }
        return name.substring(0, end);
    }
}
