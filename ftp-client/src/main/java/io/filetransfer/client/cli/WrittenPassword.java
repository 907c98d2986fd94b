package io.filetransfer.client.cli;

/** Finds passwords that were written into a name, which is no place for them, and does not repeat them. */
final class WrittenPassword {
    private WrittenPassword() {}

    /** @throws UsageException without the word if it is a URL, of whatever scheme, with a password */
    static void refuseUrl(String word) throws UsageException {
        int start = word.indexOf("://") + 3;
        if (start < 4 || word.indexOf('/') < start - 2) {
            return;
        }
        int at = word.lastIndexOf('@');
        int colon = word.indexOf(':', start);
        int slash = word.indexOf('/', start);
        if (at < 0 || colon < 0 || colon > at) {
            return;
        }
        boolean inAuthority = slash < 0 || at < slash || !isServer(word.substring(start, slash));
        if (inAuthority) {
            throw refusal();
        }
    }

    private static boolean isServer(String authority) {
        int at = authority.indexOf('@');
        int colon = authority.lastIndexOf(':');
        String port = authority.substring(colon + 1);
        return at < 0 && (colon < 0 || authority.endsWith("]") || !port.isEmpty() && isNumber(port));
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** @throws UsageException if the user's part of an authority has a password; without it */
    static void refuse(String authority) throws UsageException {
        int colon = authority.indexOf(':');
        if (colon >= 0 && colon < authority.lastIndexOf('@')) {
            throw refusal();
        }
    }

    /** Its reader sees neither what was written nor a part of it. */
    private static UsageException refusal() {
        return new UsageException(
                "a remote name with a password is not taken: others see it, in lists of processes and in the shell's history. "
                        + "Take it for known, and change it. Then log in with 'ftp-client login HOST' or --token-file FILE, or "
                        + "say --user NAME and give the password when it is asked for, or in FTP_CLIENT_PASSWORD");
    }
}
