package io.bhiv.simulator.state;

/**
 * What goes wrong.
 *
 * @param path requests whose path begins so
 * @param times how many of them; {@link #ALWAYS} until it is cleared
 */
public record Fault(Kind kind, String path, int times) {

    public static final int ALWAYS = Integer.MAX_VALUE;

    /** How it goes wrong. */
    public enum Kind {
        /** 401. */
        UNAUTHORIZED,
        /** 403. */
        FORBIDDEN,
        /** 400 {@code invalid_request}, as Oura answers to a refresh token that is used up. */
        WRONG_REQUEST,
        /** 404. */
        MISSING,
        /** 429 with the provider's headers. */
        THROTTLED,
        /** 500. */
        FAILED,
        /** 503. */
        DOWN,
        /** No answer. */
        HANG,
        /** An answer that does not end. */
        DRIP,
        /** 100 MiB. */
        FLOOD,
        /** 302 to another path here, which {@code redirected} of the figures counts. */
        REDIRECT,
        /** 200 with half an object. */
        GARBAGE,
        /** The connection is closed. */
        CUT,
        /** A page begins with the last record of the page before, as when a record was added meanwhile. */
        SHIFTED_PAGES
    }

    public static Fault always(Kind kind, String path) {
        return new Fault(kind, path, ALWAYS);
    }
}
