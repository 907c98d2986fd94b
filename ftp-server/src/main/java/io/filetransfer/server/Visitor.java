package io.filetransfer.server;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.server.event.Peer;
import io.filetransfer.server.exchange.PauseReasons;
import io.filetransfer.server.user.Principal;
import java.net.InetAddress;

/** Who is at the other end of a connection: from where, for whom, and whether there is a place. Event loop only. */
final class Visitor {
    private static final long COME_BACK_MILLIS = 1000;

    private final Admission admission;
    private final Peer direct;
    private Peer peer;
    /** Null where there are no users. */
    private final Login login;

    private Admission.Place place;
    private boolean served;

    /** @param login null where there are no users */
    Visitor(Admission admission, Peer peer, Login login) {
        this.admission = admission;
        this.direct = peer;
        this.peer = peer;
        this.login = login;
    }

    /** Before anything else. */
    void pauses(PauseReasons pauses) {
        if (login != null) {
            login.pauses(pauses);
        }
    }

    Peer peer() {
        return peer;
    }

    /** Takes down what the client says that it is. */
    void agent(String agent) {
        peer = peer.withAgent(agent);
    }

    /** A proxy says for whom it asks; null: for itself. */
    void asksFor(InetAddress client) {
        peer = client == null ? direct : direct.asking(client);
    }

    Principal principal() {
        return login == null ? Principal.EVERYBODY : login.principal();
    }

    /** Who shares what is limited for each: a user, wherever they are; where nobody says who they are, a network. */
    Object party() {
        String user = principal().user();
        return user.isEmpty() ? peer.network() : user;
    }

    /** Whether this side is still finding out for whom the connection is. */
    boolean isBeingFound() {
        return login != null && login.isChecking();
    }

    /** Whether nobody has logged in, where that is needed, nor is about to. */
    boolean isNobodys() {
        return login != null && login.isNobodys();
    }

    /**
     * Users may have changed.
     *
     * @return false if the user of this connection may not go on
     */
    boolean renew() {
        return login == null || login.renew();
    }

    /** The connection is there. */
    void enter(OpenConnection connection) {
        place = admission.enter(connection, direct.network());
    }

    /** The connection is gone. */
    void leave() {
        place.leave();
    }

    /** Why there is no place now, for a dialect in which that can be said only before anything was asked for; or null. */
    Failure earlyRefusal() {
        String tooMany = place.refusal();
        return tooMany == null ? null : busy(tooMany);
    }

    /**
     * Something is asked for. A place among those that are served is taken with the first request that is somebody's; who is
     * nobody yet is told so, and stays a stranger.
     *
     * @return null if it is to be answered, else why there is no place
     */
    Failure refusal() {
        if (served || principal().refusal() != null) {
            return null;
        }
        String tooMany = place.serve();
        served = tooMany == null;
        return served ? null : busy(tooMany);
    }

    static Failure busy(String sentence) {
        return new Failure(ErrorCode.BUSY, true, sentence, Options.NONE.with(Option.RETRY_AFTER, COME_BACK_MILLIS));
    }
}
