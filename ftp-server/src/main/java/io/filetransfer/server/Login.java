package io.filetransfer.server;

import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.ForwardedFor;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.SessionRequest;
import io.filetransfer.codec.Settled;
import io.filetransfer.server.event.LoginEnd;
import io.filetransfer.server.event.Peer;
import io.filetransfer.server.event.ServerObserver;
import io.filetransfer.server.exchange.PauseReasons;
import io.filetransfer.server.user.Authenticator;
import io.filetransfer.server.user.Principal;
import io.filetransfer.server.user.Sessions;
import io.filetransfer.server.user.Users;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Stands before the requests of a connection and finds out for whom they are: by the credentials that come with one, or by
 * the certificate that the connection was encrypted with. While credentials are checked nothing is read, and what was
 * decoded already waits here in its order: no more than one step of the intake. Event loop only.
 */
final class Login extends ChannelInboundHandlerAdapter {
    /** What waits for its turn or its slower turn is answered by then. */
    private static final int LIMIT_SECONDS = 30;

    /** A request, or one about a session, whose credentials are those that were checked. */
    private record Checked(Object message) {}

    private record Event(Object event) {}

    private record Caught(Throwable cause) {}

    private final Authenticator authenticator;
    private final Sessions sessions;
    private final Peer direct;
    /** Who asks: that one, or for whom it says that it asks. */
    private Peer peer;

    private final ServerObserver observer;
    private final Deque<Object> held = new ArrayDeque<>();
    private PauseReasons pauses;
    private Principal principal = Principal.unknown();
    /** By the certificate of the connection, if it has one that is known. */
    private Principal certified = Principal.unknown();
    /** Whether a request is nobody's that does not say whose it is, though another one on the connection did. */
    private boolean eachSaysWhose;
    /** Whether somebody was found who said so with a request of theirs. */
    private boolean foundOnce;
    /** Of the credentials that were checked last; tells nothing of them. */
    private String last = "";
    /** Counts logins: an answer that comes after the limit is nobody's. */
    private long logins;

    private Future<?> limit;
    private boolean checking;
    private boolean over;

    Login(Authenticator authenticator, Sessions sessions, Peer peer, ServerObserver observer) {
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.direct = peer;
        this.peer = peer;
        this.observer = observer;
    }

    /** Before the first request. */
    void pauses(PauseReasons pauses) {
        this.pauses = pauses;
    }

    /**
     * Requests of this dialect stand for themselves: a proxy may send those of several users on one connection. Before the
     * first request.
     */
    void eachSaysWhose() {
        eachSaysWhose = true;
    }

    /** For whom requests are served. */
    Principal principal() {
        return principal;
    }

    /** Whether this side is still finding out. */
    boolean isChecking() {
        return checking;
    }

    /** Whether nobody is served here, nor about to be; a request that says nothing makes no stranger of who said it before. */
    boolean isNobodys() {
        return principal.refusal() != null && !checking && !(eachSaysWhose && foundOnce);
    }

    /** The peer has shown this certificate, and that it has its key. */
    void certificate(String subject) {
        Optional<Principal> found = users().byCertificate(subject);
        certified = found.orElse(certified);
        principal = certified;
        ErrorCode refusal = found.isPresent() ? null : ErrorCode.UNAUTHENTICATED;
        String user = found.map(Principal::user).orElse("");
        observer.loginEnded(new LoginEnd(peer, user, LoginEnd.Means.CERTIFICATE, refusal));
    }

    private Users users() {
        return authenticator.accounts().users();
    }

    /**
     * Users may have changed.
     *
     * @return false if the user of this connection may not go on
     */
    boolean renew() {
        if (certified.refusal() == null) {
            certified = authenticator.renewed(certified).orElse(Principal.unknown());
        }
        if (principal.refusal() != null) {
            return true; // nothing is served anyway
        }
        last = "";
        Principal renewed = authenticator.renewed(principal).orElse(null);
        if (renewed != null) {
            principal = renewed;
            return true;
        }
        observer.accessWithdrawn(peer, principal.shown());
        principal = Principal.refused(new Failure(ErrorCode.UNAUTHENTICATED, "Access was withdrawn; log in again."));
        return false;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (over) {
            ReferenceCountUtil.release(message);
        } else if (checking) {
            held.add(message);
        } else if (message instanceof Request request) {
            onRequest(ctx, request, request);
        } else if (message instanceof SessionRequest session) {
            onRequest(ctx, session, session.request());
        } else {
            if (message instanceof Settled && eachSaysWhose) {
                principal = certified;
                last = "";
            }
            ctx.fireChannelRead(message);
        }
    }

    /** @param message the request, or what it belongs to */
    private void onRequest(ChannelHandlerContext ctx, Object message, Request request) {
        Credentials credentials = request.options().get(Option.CREDENTIALS, null);
        if (credentials == null) {
            if (eachSaysWhose) {
                principal = certified;
                last = "";
            }
            fire(ctx, message);
            return;
        }
        if (credentials.scheme() == Credentials.SESSION) {
            onSession(ctx, message, request, credentials);
            return;
        }
        Object bare = bare(message, request);
        String fingerprint = authenticator.fingerprint(credentials);
        if (fingerprint.equals(last) && principal.refusal() == null && authenticator.stands(principal)) {
            fire(ctx, bare);
            return;
        }
        last = fingerprint;
        peer = peer.withAgent(request.options().get(Option.AGENT, peer.agent()));
        checking = true;
        pauses.set(PauseReasons.Reason.LOGIN, true);
        held.addFirst(new Checked(bare)); // what waits behind it stays there
        long number = ++logins;
        String claimed = authenticator.claimed(credentials);
        LoginEnd.Means means = means(credentials);
        limit = ctx.executor()
                .schedule(() -> found(ctx, number, claimed, means, tooLate()), LIMIT_SECONDS, TimeUnit.SECONDS);
        authenticator.authenticate(
                credentials, peer.source(), found -> onLoop(ctx, () -> found(ctx, number, claimed, means, found)));
    }

    private static Object bare(Object message, Request request) {
        Request bare = request.with(request.options().without(Option.CREDENTIALS));
        return message instanceof SessionRequest session ? session.with(bare) : bare;
    }

    /** Needs no check that takes long, and is no login that anybody is told of. */
    private void onSession(ChannelHandlerContext ctx, Object message, Request request, Credentials credentials) {
        last = "";
        principal = sessions.find(credentials).orElse(certified);
        foundOnce |= principal.refusal() == null;
        if (message instanceof SessionRequest session) {
            boolean ends = session.action() == SessionRequest.Action.END;
            if (ends) {
                sessions.end(credentials).ifPresent(user -> observer.loggedOut(peer, user));
            }
            boolean known = principal.refusal() == null && principal != certified;
            settle(ctx, session, new SessionRequest.Outcome(principal.user(), known && !ends, null));
        } else {
            ctx.fireChannelRead(bare(message, request));
        }
    }

    /** For whom it is was found out; who is refused is told so by whoever serves requests. */
    private void fire(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof SessionRequest session)) {
            ctx.fireChannelRead(message);
            return;
        }
        boolean begins = session.action() == SessionRequest.Action.BEGIN;
        if (principal.refusal() != null
                && (begins || !principal.refusal().equals(Principal.unknown().refusal()))) {
            ctx.fireChannelRead(new Settled(session.request(), principal.refusal()));
            return;
        }
        String id = begins ? sessions.begin(principal) : null;
        settle(ctx, session, new SessionRequest.Outcome(principal.user(), begins, id));
    }

    private static void settle(ChannelHandlerContext ctx, SessionRequest session, SessionRequest.Outcome outcome) {
        session.listener().accept(outcome);
        ctx.fireChannelRead(new Settled(session.request(), new Reply(Options.NONE)));
    }

    private static LoginEnd.Means means(Credentials credentials) {
        return switch (credentials.scheme()) {
            case Credentials.PASSWORD -> LoginEnd.Means.PASSWORD;
            case Credentials.TOKEN -> LoginEnd.Means.TOKEN;
            case Credentials.LINK, Credentials.LINK_SESSION -> LoginEnd.Means.LINK;
            default -> LoginEnd.Means.UNKNOWN;
        };
    }

    private static Principal tooLate() {
        Options later = Options.NONE.with(Option.RETRY_AFTER, 1000L);
        return Principal.refused(new Failure(ErrorCode.BUSY, true, "The login took too long; try again later.", later));
    }

    private static void onLoop(ChannelHandlerContext ctx, Runnable task) {
        try {
            ctx.executor().execute(task);
        } catch (RejectedExecutionException serverHasEnded) {
            // Nobody waits any more.
        }
    }

    private void found(ChannelHandlerContext ctx, long number, String claimed, LoginEnd.Means means, Principal found) {
        if (over || !checking || number != logins) {
            return;
        }
        limit.cancel(false);
        principal = found;
        foundOnce |= found.refusal() == null;
        checking = false;
        Failure refusal = found.refusal();
        String user = refusal == null ? found.shown() : claimed;
        observer.loginEnded(new LoginEnd(peer, user, means, refusal == null ? null : refusal.code()));
        while (!checking && !held.isEmpty()) {
            passOn(ctx, held.remove());
        }
        if (!checking) {
            pauses.set(PauseReasons.Reason.LOGIN, false);
        }
    }

    private void passOn(ChannelHandlerContext ctx, Object next) {
        if (next instanceof Checked checked) {
            fire(ctx, checked.message());
        } else if (next instanceof Event happened) {
            onEvent(ctx, happened.event());
        } else if (next instanceof Caught caught) {
            ctx.fireExceptionCaught(caught.cause());
        } else {
            channelRead(ctx, next);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (checking) {
            held.add(new Event(event));
        } else {
            onEvent(ctx, event);
        }
    }

    private void onEvent(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ForwardedFor forwarded) {
            peer = forwarded.client() == null ? direct : direct.asking(forwarded.client());
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (checking) {
            held.add(new Caught(cause));
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    private void end() {
        over = true;
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        if (limit != null) {
            limit.cancel(false);
        }
    }
}
