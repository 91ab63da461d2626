package io.bhiv.automation.engine.action;

import io.bhiv.automation.engine.job.Settings;
import io.smallrye.mutiny.Uni;

/**
 * One kind of action. Without state: one instance serves all runs at once.
 *
 * <p>{@code perform} is one attempt. What was expected to go wrong is an {@link Outcome}; a failed {@link Uni} is taken as
 * a fault of the set-up. The runner limits its time and cancels it; a cancelled attempt must stop calling.
 */
public interface Action {

    /** The name in the job file. */
    String type();

    Uni<Outcome> perform(Settings settings, ActionContext context);
}
