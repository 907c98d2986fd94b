package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.ReservedNames;
import io.filetransfer.codec.SessionRequest;
import io.filetransfer.codec.SessionRequest.Action;
import io.filetransfer.codec.SessionRequest.Outcome;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** The endpoint of a browser's session: POST begins one, GET says whose it is, DELETE ends it. */
final class SessionCalls {
    private static final String NAME = ReservedNames.AT_THE_TOP + "/session";
    private static final String METHODS = "GET, POST, DELETE, OPTIONS";

    private SessionCalls() {}

    static boolean areAbout(HttpHead head) {
        return head.name().equals(NAME) && !head.directory();
    }

    static HttpCall of(HttpHead head, HttpSite site) {
        return switch (head.method()) {
            case "GET" -> site.users() ? new Plain(head, site, Action.SHOW) : nobodys(head);
            case "DELETE" -> site.users() ? new Plain(head, site, Action.END) : noUsers(head);
            case "POST" -> site.users() ? begin(head, site) : noUsers(head);
            case "OPTIONS" ->
                LocalCall.of(
                        head,
                        out -> out.status(HttpResponseStatus.NO_CONTENT)
                                .field("Allow", METHODS)
                                .bare());
            default -> LocalCall.notAllowed(head, METHODS);
        };
    }

    private static HttpCall nobodys(HttpHead head) {
        return LocalCall.of(head, out -> show(out, false, Outcome.NOBODY));
    }

    private static HttpCall noUsers(HttpHead head) {
        return LocalCall.refused(
                head, HttpResponseStatus.NOT_FOUND, ErrorCode.NOT_FOUND, "This server has no users, so no sessions.");
    }

    private static HttpCall begin(HttpHead head, HttpSite site) {
        if (!site.confidential()) {
            return LocalCall.refused(
                    head,
                    HttpResponseStatus.FORBIDDEN,
                    ErrorCode.TLS_REQUIRED,
                    "Passwords and tokens are taken over https only.");
        }
        if (head.field(Browser.MARK) == null) {
            return LocalCall.refused(
                    head,
                    HttpResponseStatus.FORBIDDEN,
                    ErrorCode.DENIED,
                    "A session begins by a request with the field " + Browser.MARK + ".");
        }
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        if (!type.startsWith(FormText.TYPE)) {
            return LocalCall.refused(
                    head,
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    ErrorCode.UNSUPPORTED,
                    "A login is a form: " + FormText.TYPE + ".");
        }
        return new Begin(head, site);
    }

    private static SessionRequest request(HttpHead head, Action action, Options options, Answered answered) {
        return new SessionRequest(action, new Request(head.name(), Choice.STAT, options), answered::took);
    }

    private static void show(AnswerWriter out, boolean users, Outcome outcome) {
        StringBuilder json = new StringBuilder("{\"users\":").append(users).append(",\"user\":");
        if (outcome.user().isEmpty()) {
            json.append("null");
        } else {
            JsonText.append(json, outcome.user());
        }
        json.append(",\"session\":").append(outcome.bySession()).append("}\n");
        out.status(HttpResponseStatus.OK).field("Cache-Control", "no-store").text("application/json", json);
    }

    /** What is answered when all is known. */
    private static final class Answered {
        private final HttpHead head;
        private final HttpSite site;
        private final Action action;
        private Outcome outcome = Outcome.NOBODY;

        Answered(HttpHead head, HttpSite site, Action action) {
            this.head = head;
            this.site = site;
            this.action = action;
        }

        void took(Outcome outcome) {
            this.outcome = outcome;
        }

        void answer(Frame frame, AnswerWriter out) {
            if (frame instanceof Failure failure) {
                Problem.write(out, failure);
                return;
            }
            switch (action) {
                case SHOW -> show(out, true, outcome);
                case BEGIN ->
                    out.status(HttpResponseStatus.NO_CONTENT)
                            .field("Set-Cookie", SessionCookie.kept(outcome.id(), head, site))
                            .field("Cache-Control", "no-store")
                            .bare();
                case END -> {
                    out.status(HttpResponseStatus.NO_CONTENT);
                    SessionCookie.forget(out);
                    out.field("Cache-Control", "no-store").bare();
                }
            }
        }
    }

    /** All but a login. */
    private static final class Plain extends HttpCall {
        private final Answered answered;
        private final Action action;

        Plain(HttpHead head, HttpSite site, Action action) {
            super(head);
            this.answered = new Answered(head, site, action);
            this.action = action;
        }

        @Override
        Object asked() {
            return request(head, action, Options.NONE, answered);
        }

        @Override
        void answer(Frame frame, AnswerWriter out) {
            answered.answer(frame, out);
        }
    }

    /** A login: who it is stands in a form. */
    private static final class Begin extends BodyCall {
        private final Answered answered;

        Begin(HttpHead head, HttpSite site) {
            super(head);
            this.answered = new Answered(head, site, Action.BEGIN);
        }

        @Override
        Object asked(byte[] body) {
            FormText form = FormText.of(body);
            byte[] user = form.one("user");
            byte[] password = form.one("password");
            if (user == null || password == null) {
                throw HttpRefusal.bad("A login has a user and a password.");
            }
            ByteArrayOutputStream secret = new ByteArrayOutputStream();
            secret.writeBytes(user);
            secret.write(0);
            secret.writeBytes(password);
            try {
                Credentials credentials = Credentials.checked(Credentials.PASSWORD, secret.toByteArray());
                return request(head, Action.BEGIN, Options.NONE.with(Option.CREDENTIALS, credentials), answered);
            } catch (ProtocolException e) {
                throw HttpRefusal.bad(e.getMessage());
            }
        }

        @Override
        void answered(Frame frame, AnswerWriter out) {
            answered.answer(frame, out);
        }
    }
}
