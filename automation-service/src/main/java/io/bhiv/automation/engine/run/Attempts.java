package io.bhiv.automation.engine.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.automation.engine.action.Action;
import io.bhiv.automation.engine.action.Action.Outcome;
import io.bhiv.automation.engine.action.ActionContext;
import io.bhiv.automation.engine.action.Actions;
import io.bhiv.automation.engine.action.HttpCaller;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Fault;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.automation.engine.run.RunReport.ActionReport;
import io.bhiv.kit.hash.NameUuid;
import io.bhiv.kit.json.JsonText;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Makes one action's attempts, as often and as far apart as its policies define.
 *
 * <p>All attempts carry the same idempotency key, made of the run and the action's place in it, so that the
 * target recognises a repetition. Secrets are masked here, once, before anything is written down.
 */
public final class Attempts {

    /** Characters of an answer that a report keeps. */
    static final int LONGEST_DETAILS = 2_048;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Actions actions;
    private final ActionContext.Clients clients;
    private final Clock clock;
    private final DoubleSupplier chance;
    private final ScheduledExecutorService timer;

    /**
     * Attempts that are timed by {@code timer}.
     *
     * @param chance draws evenly from 0 (inclusive) to 1 (exclusive), for jitter
     */
    public Attempts(
            Actions actions,
            ActionContext.Clients clients,
            Clock clock,
            DoubleSupplier chance,
            ScheduledExecutorService timer) {
        this.actions = actions;
        this.clients = clients;
        this.clock = clock;
        this.chance = chance;
        this.timer = timer;
    }

    /** @param calling true while an attempt is being made */
    Uni<ActionReport> run(RunKey run, int index, ActionSpec spec, Policies policies, AtomicBoolean calling) {
        Optional<Action> action = actions.find(spec.type());
        if (action.isEmpty()) {
            return Uni.createFrom()
                    .item(report(spec, 0, Outcome.failed(Fault.SETUP, "this version has no such action")));
        }
        ActionContext context = new ActionContext(clients, run, idempotencyKey(run, index));
        return attempt(spec, policies, 1, () -> {
            calling.set(true);
            return Uni.createFrom()
                    .deferred(() -> action.get().perform(spec, context))
                    .onTermination()
                    .invoke(() -> calling.set(false));
        });
    }

    private static String idempotencyKey(RunKey run, int index) {
        String name = run.job() + "\n" + run.dueAt() + "\n" + index;
        return NameUuid.v3(name).toString();
    }

    private Uni<ActionReport> attempt(
            ActionSpec spec, Policies policies, int number, Supplier<Uni<? extends Outcome>> perform) {
        Duration limit = policies.timeouts().attempt();
        return Uni.createFrom()
                .deferred(perform)
                .ifNoItem()
                .after(limit)
                .on(timer)
                .recoverWithItem(() -> Outcome.failed(Fault.TIMEOUT, "no answer within " + limit))
                .onFailure()
                .recoverWithItem(HttpCaller::failure)
                .chain(outcome -> switch (outcome) {
                    case Outcome.Done done -> Uni.createFrom().item(report(spec, number, done));
                    case Outcome.Failed failed -> retryOrFail(spec, policies, number, perform, failed);
                });
    }

    private Uni<ActionReport> retryOrFail(
            ActionSpec spec,
            Policies policies,
            int made,
            Supplier<Uni<? extends Outcome>> perform,
            Outcome.Failed failed) {
        Optional<Duration> wait =
                policies.retry().waitAfter(made, failed.fault(), failed.retryAfter(), chance.getAsDouble());
        if (wait.isEmpty()) {
            return Uni.createFrom().item(report(spec, made, failed));
        }
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .onExecutor(timer)
                .by(wait.get())
                .chain(() -> attempt(spec, policies, made + 1, perform));
    }

    private ActionReport report(ActionSpec spec, int attempts, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(JsonNode details) ->
                new ActionReport(spec.type(), clock.instant(), true, attempts, masked(details), null);
            case Outcome.Failed failed ->
                new ActionReport(
                        spec.type(),
                        clock.instant(),
                        false,
                        attempts,
                        "null",
                        clients.secrets().mask(failed.why()));
        };
    }

    private String masked(JsonNode details) {
        String text = JsonText.of(details);
        String masked = clients.secrets().mask(text);
        if (masked.length() > LONGEST_DETAILS) {
            return JsonText.quoted(masked.substring(0, LONGEST_DETAILS) + "…");
        }
        return masked.equals(text) || isJson(masked) ? masked : JsonText.quoted(masked);
    }

    private static boolean isJson(String masked) {
        try {
            return !JSON.readTree(masked).isMissingNode();
        } catch (JsonProcessingException maskedAway) {
            return false;
        }
    }
}
