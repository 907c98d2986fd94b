package io.filetransfer.server;

import io.filetransfer.server.address.SourceNetwork;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which connections there may be. One that has not shown yet for whom it is, is a stranger's; strangers have places of their
 * own, and when those run short the stranger that came first gives way. So however many connections are made that say
 * nothing, nobody is kept out by them, and nobody who is served is disturbed. Safe for use by many threads.
 */
final class Admission {
    private static final String TOO_MANY = "Too many connections; try again later.";
    private static final String TOO_MANY_OF_ADDRESS = "Too many connections from this address; try again later.";

    /** Of one network. Guarded by the admission. */
    private static final class Source {
        private final Set<Place> strangers = new LinkedHashSet<>();
        private int served;
    }

    private enum State {
        STRANGER,
        SERVED,
        /** It is gone, or on its way out. */
        LEFT
    }

    private final Supplier<ServerConfig> config;
    private final ConnectionLimit limit;
    private final Map<SourceNetwork, Source> sources = new HashMap<>();
    /** In the order of their coming. */
    private final Set<Place> strangers = new LinkedHashSet<>();

    private int served;

    /** @param config asked each time */
    Admission(Supplier<ServerConfig> config, ConnectionLimit limit) {
        this.config = config;
        this.limit = limit;
    }

    /** A connection is there; {@link Place#leave} follows. Another one may be told to give way. */
    Place enter(OpenConnection connection, SourceNetwork network) {
        Place place = new Place(connection, network);
        Place leaving;
        synchronized (this) {
            strangers.add(place);
            sources.computeIfAbsent(network, absent -> new Source()).strangers.add(place);
            leaving = tooMany(sources.get(network));
            if (leaving != null) {
                forget(leaving);
            }
        }
        if (leaving != null) {
            leaving.connection.giveWay();
        }
        return place;
    }

    /** Who came first of those that are too many; or null. One newcomer stays in any case, to hear that there is no place. */
    private Place tooMany(Source source) {
        int ofAddress = Math.max(1, config.get().limits().connectionsPerAddress() - source.served);
        if (source.strangers.size() > ofAddress) {
            return first(source.strangers);
        }
        int inAll = limit.strangers(config.get().limits().unauthenticated());
        return strangers.size() > inAll ? first(strangers) : null;
    }

    private static Place first(Set<Place> places) {
        Iterator<Place> oldest = places.iterator();
        return oldest.next();
    }

    private synchronized String refusal(Place place) {
        if (place.state != State.STRANGER || served >= limit.served(config.get().maxConnections())) {
            return TOO_MANY;
        }
        boolean tooManyOfAddress =
                sources.get(place.network).served >= config.get().limits().connectionsPerAddress();
        return tooManyOfAddress ? TOO_MANY_OF_ADDRESS : null;
    }

    private synchronized String serve(Place place) {
        String refusal = refusal(place);
        if (refusal != null) {
            return refusal;
        }
        Source source = sources.get(place.network);
        place.state = State.SERVED;
        strangers.remove(place);
        source.strangers.remove(place);
        source.served++;
        served++;
        return null;
    }

    private synchronized void forget(Place place) {
        Source source = sources.get(place.network);
        switch (place.state) {
            case STRANGER -> {
                strangers.remove(place);
                source.strangers.remove(place);
            }
            case SERVED -> {
                served--;
                source.served--;
            }
            case LEFT -> {
                return;
            }
        }
        place.state = State.LEFT;
        if (source.served == 0 && source.strangers.isEmpty()) {
            sources.remove(place.network);
        }
    }

    /** Networks that something is known of; for tests. */
    synchronized int sources() {
        return sources.size();
    }

    /** What a connection has here. */
    final class Place {
        private final OpenConnection connection;
        private final SourceNetwork network;
        /** Guarded by the admission. */
        private State state = State.STRANGER;

        private Place(OpenConnection connection, SourceNetwork network) {
            this.connection = connection;
            this.network = network;
        }

        /** Why {@link #serve} would fail now, or null. */
        String refusal() {
            return Admission.this.refusal(this);
        }

        /**
         * It is known for whom the connection is.
         *
         * @return null if it is served, else a sentence that says why not now
         */
        String serve() {
            return Admission.this.serve(this);
        }

        /** The connection is gone. */
        void leave() {
            forget(this);
        }
    }
}
