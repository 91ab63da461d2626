package io.bhiv.model.topic;

import java.util.UUID;

/** W3C trace context for records whose caller sent none. */
public final class TraceParent {

    private TraceParent() {}

    /** A trace that is named after the id, not sampled: the same on every attempt, so that logs and records meet. */
    public static String ofId(UUID id) {
        String trace = id.toString().replace("-", "");
        return "00-" + trace + "-" + trace.substring(16) + "-00";
    }
}
