package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The one table from error codes to status codes. */
final class ErrorStatus {
    private ErrorStatus() {}

    static HttpResponseStatus of(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST, BAD_NAME, LENGTH_EXCEEDED, TRUNCATED, CHECKSUM_MISMATCH -> HttpResponseStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpResponseStatus.UNAUTHORIZED;
            case DENIED, READ_ONLY, TLS_REQUIRED -> HttpResponseStatus.FORBIDDEN;
            case NOT_FOUND, UPLOAD_UNKNOWN -> HttpResponseStatus.NOT_FOUND;
            case TIMEOUT, TOO_SLOW -> HttpResponseStatus.REQUEST_TIMEOUT;
            case NOT_A_FILE, NOT_A_DIRECTORY, NOT_EMPTY, OFFSET_MISMATCH, OTHER_FILE_SYSTEM ->
                HttpResponseStatus.CONFLICT;
            case EXISTS, VERSION_MISMATCH -> HttpResponseStatus.PRECONDITION_FAILED;
            case NOT_MODIFIED -> HttpResponseStatus.NOT_MODIFIED;
            case TOO_LARGE -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
            case LOCKED -> HttpResponseStatus.LOCKED;
            case RANGE_NOT_SATISFIABLE -> HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE;
            case UNSUPPORTED -> HttpResponseStatus.NOT_IMPLEMENTED;
            case UNSUPPORTED_VERSION -> HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;
            case BUSY, SHUTTING_DOWN, CHANGED, ROOT_GONE -> HttpResponseStatus.SERVICE_UNAVAILABLE;
            case INSUFFICIENT_STORAGE, QUOTA_EXCEEDED -> HttpResponseStatus.INSUFFICIENT_STORAGE;
            case UNKNOWN, STORAGE_FAILED, CANCELLED, INTERNAL, CORRUPT, CONNECTION, LOCAL_FILE, UNTRUSTED ->
                HttpResponseStatus.INTERNAL_SERVER_ERROR;
        };
    }

    /** What cannot be read because it is something else is not there, for who asks by a URL. */
    static HttpResponseStatus ofReading(ErrorCode code) {
        return code == ErrorCode.NOT_A_FILE || code == ErrorCode.NOT_A_DIRECTORY
                ? HttpResponseStatus.NOT_FOUND
                : of(code);
    }

    /** The name is to be made, so it is what it lies in that is not there. */
    static HttpResponseStatus ofStoring(ErrorCode code) {
        return code == ErrorCode.NOT_FOUND ? HttpResponseStatus.CONFLICT : of(code);
    }
}
