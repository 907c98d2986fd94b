package io.filetransfer.client;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Limits;

/**
 * What the wire can carry of names. Anything else is refused here: the server would have to take it for a broken peer and
 * close a connection that other requests share. All rules beyond that are the server's.
 */
final class RemoteName {
    private RemoteName() {}

    /** @return why the name cannot be sent, or null if it can */
    static FileTransferException check(String name) {
        int bytes = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == 0) {
                return wrong(name, "A name has no NUL character");
            }
            if (Character.isHighSurrogate(c) && i + 1 < name.length() && Character.isLowSurrogate(name.charAt(i + 1))) {
                i++;
                bytes += 4;
            } else if (Character.isSurrogate(c)) {
                return wrong(name, "A name is text; this one has half a character");
            } else {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        return bytes <= Limits.NAME
                ? null
                : wrong(name.substring(0, 100) + "...", "A name has at most " + Limits.NAME + " bytes, not " + bytes);
    }

    private static FileTransferException wrong(String name, String sentence) {
        return Failures.of(ErrorCode.BAD_NAME, name, sentence);
    }
}
