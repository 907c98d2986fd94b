package io.filetransfer.codec.http;

import io.filetransfer.codec.Entry;
import io.filetransfer.codec.Options;

/** How a listing is written. */
interface ListingFormat {
    /** @param directory what the answer says of the directory itself */
    CharSequence beginning(Options directory);

    /** Appends one entry. */
    void entry(Entry entry, StringBuilder out);

    CharSequence ending();
}
