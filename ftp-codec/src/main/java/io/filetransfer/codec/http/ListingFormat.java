package io.filetransfer.codec.http;

import io.filetransfer.codec.Entry;

/** How a listing is written. */
interface ListingFormat {
    CharSequence beginning();

    /** Appends one entry. */
    void entry(Entry entry, StringBuilder out);

    CharSequence ending();
}
