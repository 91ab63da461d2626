package io.bhiv.kit.problem;

import java.net.URI;

/** The kinds of error a caller can meet. The URN is stable: programs may switch on it. */
public enum ProblemType {
    MALFORMED(400, "malformed", "The request cannot be read"),
    UNAUTHENTICATED(401, "unauthenticated", "Credentials are missing or wrong"),
    FORBIDDEN(403, "forbidden", "These credentials do not allow this"),
    NOT_FOUND(404, "not-found", "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "This method is not offered here"),
    NOT_ACCEPTABLE(406, "not-acceptable", "None of the accepted media types is offered"),
    REQUEST_TIMEOUT(408, "request-timeout", "The request took too long to arrive"),
    CONFLICT(409, "conflict", "The request contradicts what is stored"),
    STALE_LEASE(409, "stale-lease", "The lease is no longer yours"),
    TOO_LARGE(413, "too-large", "The request is larger than allowed"),
    UNSUPPORTED(415, "unsupported", "This media type or encoding is not supported"),
    MISDIRECTED(421, "misdirected", "The service is not called by this name"),
    OVER_QUOTA(429, "over-quota", "Too many requests"),
    INTERNAL(500, "internal", "Something went wrong on our side"),
    OVERLOADED(503, "overloaded", "Too much work at once; the identical request may be sent again"),
    STORE_UNAVAILABLE(503, "store-unavailable", "Nothing was stored; the identical request may be sent again"),
    DISK_FULL(507, "disk-full", "There is no room to store this");

    private final int status;
    private final URI urn;
    private final String title;

    ProblemType(int status, String slug, String title) {
        this.status = status;
        this.urn = URI.create("urn:bhiv:problem:" + slug);
        this.title = title;
    }

    public int status() {
        return status;
    }

    public URI urn() {
        return urn;
    }

    public String title() {
        return title;
    }

    /** The kind that stands for a bare status code, as frameworks answer it. */
    static ProblemType ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 408 -> REQUEST_TIMEOUT;
            case 409 -> CONFLICT;
            case 413 -> TOO_LARGE;
            case 415 -> UNSUPPORTED;
            case 421 -> MISDIRECTED;
            case 429 -> OVER_QUOTA;
            case 503 -> OVERLOADED;
            case 507 -> DISK_FULL;
            default -> status < 500 ? MALFORMED : INTERNAL;
        };
    }
}
