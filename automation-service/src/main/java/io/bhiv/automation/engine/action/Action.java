package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Policies.Fault;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One kind of action. Without state: one instance serves all runs at once.
 *
 * <p>{@code perform} is one attempt. What was expected to go wrong is an {@link Outcome}; a failed {@link Uni} is taken as
 * a fault of the set-up. The runner limits its time and cancels it; a cancelled attempt must stop calling.
 */
public interface Action {

    /** The name in the job file. */
    String type();

    Uni<Outcome> perform(ActionSpec spec, ActionContext context);

    static Action of(String type, BiFunction<ActionSpec, ActionContext, Uni<Outcome>> attempt) {
        return new Action() {
            @Override
            public String type() {
                return type;
            }

            @Override
            public Uni<Outcome> perform(ActionSpec spec, ActionContext context) {
                return attempt.apply(spec, context);
            }
        };
    }

    /** How an attempt ended. */
    sealed interface Outcome {

        /**
         * It worked.
         *
         * @param details the answer, for the report; secrets are taken out before it is written
         */
        record Done(JsonNode details) implements Outcome {}

        /**
         * It did not work.
         *
         * @param why one sentence for the ledger and the report
         * @param retryAfter the {@code Retry-After} of the answer
         */
        record Failed(Fault fault, String why, Optional<Duration> retryAfter) implements Outcome {}

        static Outcome done() {
            return new Done(JsonNodeFactory.instance.nullNode());
        }

        static Outcome failed(Fault fault, String why) {
            return new Failed(fault, why, Optional.empty());
        }
    }
}
