package io.bhiv.kit.auth;

import java.util.Set;

/** What a key may do. */
public final class Roles {

    /** Hand in events. */
    public static final String INGEST = "ingest";

    /** Take work from a queue and report on it. */
    public static final String CONSUMER = "consumer";

    /** Look at status, history and the dashboard. */
    public static final String VIEWER = "viewer";

    /** Replay, redrive, pause: whatever changes the course of things. */
    public static final String OPERATOR = "operator";

    static final Set<String> ALL = Set.of(INGEST, CONSUMER, VIEWER, OPERATOR);

    private Roles() {}
}
