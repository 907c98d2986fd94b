package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.HeldUpload;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.ReservedNames;
import io.filetransfer.codec.UploadId;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.HexFormat;

/**
 * The URL of an upload: its id, which nobody guesses, and the name that it is for. So it means the same to each server that
 * has the upload, and to nobody but the user who began it.
 *
 * @param joined whether it is made up of other uploads, and nothing can be appended
 */
record UploadUrl(HeldUpload upload, boolean joined) {
    private static final String PREFIX = ReservedNames.AT_THE_TOP + "/uploads/";
    private static final String JOINED_PREFIX = ReservedNames.AT_THE_TOP + "/joined/";
    private static final int ID_DIGITS = 32;

    /**
     * @param name as of {@link TargetPath}
     * @return null if it is none
     */
    static UploadUrl of(String name) {
        boolean joined = name.startsWith(JOINED_PREFIX);
        if (!joined && !name.startsWith(PREFIX)) {
            return null;
        }
        int start = (joined ? JOINED_PREFIX : PREFIX).length();
        int end = start + ID_DIGITS;
        boolean whole = name.length() > end + 1
                && name.charAt(end) == '/'
                && name.substring(start, end).chars().allMatch(HexFormat::isHexDigit);
        if (!whole) {
            return null;
        }
        UploadId id = new UploadId(
                HexFormat.fromHexDigitsToLong(name, start, start + ID_DIGITS / 2),
                HexFormat.fromHexDigitsToLong(name, start + ID_DIGITS / 2, end));
        return new UploadUrl(new HeldUpload(id, name.substring(end + 1)), joined);
    }

    /** @throws HttpRefusal the name is so long that nothing could be asked about it */
    static UploadUrl of(UploadId id, String name, boolean joined) {
        UploadUrl url = new UploadUrl(new HeldUpload(id, name), joined);
        if (NameText.bytes(url.name()).length > Limits.NAME) {
            throw new HttpRefusal(
                    HttpResponseStatus.BAD_REQUEST, ErrorCode.BAD_NAME, "The name is too long for an upload's URL.");
        }
        return url;
    }

    private String name() {
        return (joined ? JOINED_PREFIX : PREFIX) + upload.id() + "/" + upload.name();
    }

    String path() {
        return "/" + TargetPath.escape(name());
    }
}
