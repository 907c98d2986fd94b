package io.filetransfer.server;

/** A connection as the server sees it that goes down. Any thread. */
interface OpenConnection {
    /** The server goes down: idle connections end at once, others after what they have asked for. */
    void drain();

    /** The time for running transfers is over. */
    void shutDown();

    /** Others need its place, and nobody is known yet for whom it is: it is closed. Any thread. */
    void giveWay();

    /** What its user may do is looked up again; a user who may not go on is cut off. Any thread. */
    void usersChanged();
}
