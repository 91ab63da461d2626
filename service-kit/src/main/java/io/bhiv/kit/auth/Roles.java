package io.bhiv.kit.auth;

import java.util.Set;

/** What a key may do. */
public final class Roles {

    /** Hand in events. */
    public static final String INGEST = "ingest";

    /** Get a ticket with which a person connects an account. Not for publishable keys: a ticket names the person. */
    public static final String CONNECT = "connect";

    /** Take work from a queue and report on it. */
    public static final String CONSUMER = "consumer";

    /** Look at status, history and the dashboard. */
    public static final String VIEWER = "viewer";

    /** Replay, redrive, pause, run now. */
    public static final String OPERATOR = "operator";

    static final Set<String> ALL = Set.of(INGEST, CONNECT, CONSUMER, VIEWER, OPERATOR);

    /** What a caller without a key may do, on the routes that are open to everybody. */
    static final Set<String> WITHOUT_OPERATOR = Set.of(INGEST, CONSUMER, VIEWER);

    private Roles() {}
}
