package io.bhiv.load.http;

/** Why a request got no answer. */
public enum Failure {
    /** The connection was refused. */
    REFUSED,
    /** The connection ended before the answer was complete. */
    CUT,
    /** No complete answer within the plan's request timeout. */
    TIMEOUT,
    /** What came back is not an HTTP/1.1 answer with a length, or is longer than the generator keeps. */
    MALFORMED
}
