package io.filetransfer.server;

import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Request;

/** Decides whether a request is allowed, and which exchange serves it. */
final class Dispatcher {
    private final boolean readOnly;

    Dispatcher(boolean readOnly) {
        this.readOnly = readOnly;
    }

    Exchange exchange(Connection connection, Request request, long number) {
        Failure refusal = refusal(request);
        if (refusal != null) {
            return new RefusedExchange(connection, request, number, refusal);
        }
        return switch (request.choice()) {
            case GET -> new Download(connection, request, number);
            case PUT -> new UploadExchange(connection, request, number);
            case LIST -> new ListExchange(connection, request, number);
            case STAT -> new Query(connection, request, number, Query::stat);
            case DIGEST -> new Query(connection, request, number, Query::digest);
            case MKDIR -> new Query(connection, request, number, Query::makeDirectory);
            case MOVE -> new Query(connection, request, number, Query::move);
            case DELETE -> new Query(connection, request, number, Query::delete);
            case STATUS, COMMIT, ABORT -> new RefusedExchange(connection, request, number, notYet(request));
        };
    }

    private Failure refusal(Request request) {
        int unknown = request.options().unknownCritical();
        if (unknown != 0) {
            return new Failure(
                    ErrorCode.UNSUPPORTED, "Option " + (unknown & ~Option.CRITICAL) + " is not known to this server.");
        }
        if (readOnly && Permission.of(request.choice()) == Permission.WRITE) {
            return new Failure(ErrorCode.READ_ONLY, "This server takes no changes.");
        }
        if (request.options().has(Option.UPLOAD_ID)) {
            return notYet(request);
        }
        Credentials credentials = request.options().get(Option.CREDENTIALS, null);
        if (credentials != null) {
            return new Failure(ErrorCode.UNSUPPORTED, "This server has no users; connect without credentials.");
        }
        return null;
    }

    private static Failure notYet(Request request) {
        return new Failure(
                ErrorCode.UNSUPPORTED, "This server does not hold uploads in parts yet (" + request.choice() + ").");
    }
}
