package io.filetransfer.codec;

import java.util.function.Consumer;

/**
 * A request about the session of a browser: that one begins, who it is of, or that it ends. Handed on by decoders in place of
 * the {@link Request}, where there are users; never on the wire, and without a body. Who finds out for whom requests are
 * makes a {@link Settled} one of it.
 *
 * @param request what it comes near to, for whoever is told; its credentials say who asks
 * @param listener is told what came of it, before it is settled and only if it is not refused; event loop
 */
public record SessionRequest(Action action, Request request, Consumer<Outcome> listener) {
    public enum Action {
        BEGIN,
        SHOW,
        END
    }

    /**
     * @param user who asks; empty for nobody
     * @param bySession whether it is a session that says so
     * @param id of the session that began; null otherwise. A secret
     */
    public record Outcome(String user, boolean bySession, String id) {
        public static final Outcome NOBODY = new Outcome("", false, null);

        @Override
        public String toString() {
            return "Outcome[user=" + user + "]";
        }
    }

    /** The same with another request. */
    public SessionRequest with(Request request) {
        return new SessionRequest(action, request, listener);
    }
}
