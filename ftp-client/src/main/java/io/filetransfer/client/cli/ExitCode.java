package io.filetransfer.client.cli;

import io.filetransfer.codec.ErrorCode;

/** What the program's end tells a script. The numbers are a promise; {@code ftp-client --help} lists them. */
enum ExitCode {
    OK(0, "all went well"),
    INTERNAL(1, "a fault of this program"),
    USAGE(2, "the command line is wrong"),
    NOT_FOUND(3, "no such file or directory on the server"),
    REFUSED(4, "the server refused: denied, name taken, wrong version, read only, ..."),
    NETWORK(5, "no connection, connection lost, or no answer in time"),
    CORRUPT(6, "content does not match its digest; nothing was written"),
    LOCAL_FILE(7, "a local file cannot be read or written"),
    PARTIAL(8, "some of several went well, some failed"),
    SERVER(9, "the server could not: busy, no space left, disk failed, ..."),
    UNTRUSTED(10, "it is not certain who the server is, or it does not encrypt; nothing was sent"),
    INTERRUPTED(130, "interrupted; nothing half done stays under its final name"),
    OUTPUT_CLOSED(141, "standard output was closed early, for example by head");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }

    static ExitCode of(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> NOT_FOUND;
            case UNSUPPORTED,
                    UNSUPPORTED_VERSION,
                    BAD_NAME,
                    DENIED,
                    UNAUTHENTICATED,
                    NOT_A_FILE,
                    NOT_A_DIRECTORY,
                    EXISTS,
                    VERSION_MISMATCH,
                    NOT_MODIFIED,
                    LOCKED,
                    NOT_EMPTY,
                    READ_ONLY,
                    OTHER_FILE_SYSTEM,
                    TLS_REQUIRED,
                    TOO_LARGE,
                    RANGE_NOT_SATISFIABLE -> REFUSED;
            case CONNECTION, TIMEOUT, TOO_SLOW, TRUNCATED -> NETWORK;
            case CHECKSUM_MISMATCH, CORRUPT -> CORRUPT;
            case LOCAL_FILE -> LOCAL_FILE;
            case UNTRUSTED -> UNTRUSTED;
            case CANCELLED -> INTERRUPTED;
            case BUSY,
                    SHUTTING_DOWN,
                    INSUFFICIENT_STORAGE,
                    QUOTA_EXCEEDED,
                    STORAGE_FAILED,
                    ROOT_GONE,
                    CHANGED,
                    INTERNAL,
                    UPLOAD_UNKNOWN,
                    OFFSET_MISMATCH,
                    LENGTH_EXCEEDED,
                    UNKNOWN -> SERVER;
            case BAD_REQUEST -> INTERNAL;
        };
    }
}
