package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bhiv.automation.engine.job.Policies.Fault;
import java.time.Duration;
import java.util.Optional;

/** How an attempt ended. */
public sealed interface Outcome {

    /**
     * It worked.
     *
     * @param details what the other side said, for the report; secrets are taken out before it is written
     */
    record Done(JsonNode details) implements Outcome {}

    /**
     * It did not work.
     *
     * @param why one sentence for the ledger and the report
     * @param retryAfter how long the other side asked us to stay away
     */
    record Failed(Fault fault, String why, Optional<Duration> retryAfter) implements Outcome {}

    static Outcome done() {
        return new Done(JsonNodeFactory.instance.nullNode());
    }

    static Outcome failed(Fault fault, String why) {
        return new Failed(fault, why, Optional.empty());
    }
}
