package io.bhiv.insight.consume;

import io.bhiv.model.insight.InsightRecord;
import java.time.Instant;

/** Handles records of the tail. Called from one thread. */
public interface TailHandler {

    /**
     * A record, each once or more.
     *
     * @param seenAt when it arrived, or when it was written if it lay there before
     */
    void take(InsightRecord record, Instant seenAt);

    void unreadable();

    /** The broker answered, or did not. */
    void reached(boolean answered);
}
