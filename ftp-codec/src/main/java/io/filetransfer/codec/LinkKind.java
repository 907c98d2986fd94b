package io.filetransfer.codec;

import java.util.List;
import java.util.Locale;

/** What a link is for. The number is on the wire, the lower-case name in files. */
public enum LinkKind {
    /** To get one file. */
    FILE(1),
    /** To see a directory and get what is in it. */
    FOLDER(2),
    /** To put files into a directory, without seeing what is there. */
    UPLOAD(3);

    private static final ByNumber<LinkKind> BY_NUMBER = ByNumber.of(List.of(values()), LinkKind::number);

    private final int number;

    LinkKind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static LinkKind of(int number) {
        LinkKind kind = BY_NUMBER.find(number);
        if (kind == null) {
            throw ProtocolException.badRequest("Unknown kind of link " + number + ".");
        }
        return kind;
    }
}
