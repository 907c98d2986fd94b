package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.StateConditions;
import io.filetransfer.codec.StateConditions.State;
import io.filetransfer.codec.StateConditions.StateList;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;

/** The field {@code If} (RFC 4918, 10.4). */
final class IfField {
    private final HttpHead head;
    private final String field;
    private final List<StateList> lists = new ArrayList<>();
    private int at;
    private int states;

    private IfField(HttpHead head, String field) {
        this.head = head;
        this.field = field;
    }

    /**
     * Null without the field.
     *
     * @throws HttpRefusal it is none, or longer than is compared
     */
    static StateConditions of(HttpHead head) {
        String field = head.field("If");
        return field == null ? null : new IfField(head, field).parse();
    }

    private StateConditions parse() {
        String name = null;
        boolean tagged = false;
        boolean listed = true;
        for (skip(); at < field.length(); skip()) {
            if (field.charAt(at) == '<') {
                if (!listed || !tagged && !lists.isEmpty()) {
                    throw bad();
                }
                name = TargetPath.name(DestinationField.path(head, upTo('>')));
                tagged = true;
                listed = false;
            } else if (field.charAt(at) == '(') {
                lists.add(new StateList(name, list()));
                listed = true;
            } else {
                throw bad();
            }
            if (lists.size() > StateConditions.MAX_LISTS) {
                throw tooMany();
            }
        }
        if (lists.isEmpty() || !listed) {
            throw bad();
        }
        return new StateConditions(lists);
    }

    private List<State> list() {
        List<State> list = new ArrayList<>();
        at++;
        for (skip(); peek() != ')'; skip()) {
            boolean not = field.regionMatches(true, at, "Not", 0, 3);
            if (not) {
                at += 3;
                skip();
            }
            list.add(state(not));
            if (++states > StateConditions.MAX_STATES) {
                throw tooMany();
            }
        }
        at++;
        if (list.isEmpty()) {
            throw bad();
        }
        return list;
    }

    private State state(boolean not) {
        if (peek() == '<') {
            String token = upTo('>');
            if (token.isEmpty() || token.length() > StateConditions.MAX_TOKEN || !isPlain(token)) {
                throw bad();
            }
            return new State(not, token, null);
        }
        if (peek() == '[') {
            return new State(not, null, EntityTags.one(upTo(']')));
        }
        throw bad();
    }

    private static boolean isPlain(String token) {
        return token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private char peek() {
        if (at >= field.length()) {
            throw bad();
        }
        return field.charAt(at);
    }

    /** What stands between the sign here and {@code close}; goes behind that. */
    private String upTo(char close) {
        int end = field.indexOf(close, at);
        if (end < 0) {
            throw bad();
        }
        String between = field.substring(at + 1, end);
        at = end + 1;
        return between;
    }

    /** A comma comes of several fields. */
    private void skip() {
        while (at < field.length() && " \t,".indexOf(field.charAt(at)) >= 0) {
            at++;
        }
    }

    private static HttpRefusal bad() {
        return HttpRefusal.bad("The field If is none of WebDAV.");
    }

    private static HttpRefusal tooMany() {
        return new HttpRefusal(
                HttpResponseStatus.BAD_REQUEST,
                ErrorCode.BAD_REQUEST,
                "The field If has more than " + StateConditions.MAX_LISTS + " lists, or " + StateConditions.MAX_STATES
                        + " states.");
    }
}
