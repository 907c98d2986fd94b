package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.NameText;

/**
 * What the wire can carry of names. Anything else is refused here: the server would have to take it for a broken peer and
 * close a connection that other requests share. All rules beyond that are the server's.
 */
public final class SendableName {
    private SendableName() {}

    /** @return why the name cannot be sent, or null if it can */
    public static FileTransferException check(String name) {
        if (name.indexOf('\0') >= 0) {
            return wrong(name, "A name has no NUL character");
        }
        if (!NameText.isName(name)) {
            return wrong(name, "A name has no half of a character but for bytes that are not UTF-8");
        }
        int bytes = NameText.bytes(name).length;
        return bytes <= Limits.NAME
                ? null
                : wrong(name.substring(0, 100) + "...", "A name has at most " + Limits.NAME + " bytes, not " + bytes);
    }

    private static FileTransferException wrong(String name, String sentence) {
        return Failures.of(ErrorCode.BAD_NAME, name, sentence);
    }
}
