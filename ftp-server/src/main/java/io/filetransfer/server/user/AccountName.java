package io.filetransfer.server.user;

import java.util.regex.Pattern;

/** What users and groups may be called: a component of a path that means nothing but itself. */
final class AccountName {
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}");

    private AccountName() {}

    static boolean isOne(String text) {
        return NAMES.matcher(text).matches();
    }
}
