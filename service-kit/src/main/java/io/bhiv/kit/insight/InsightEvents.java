package io.bhiv.kit.insight;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Takes events from any thread and holds them until the next report. Never waits; what exceeds the allowance of its kind is
 * counted and not kept, so that at most a few hundred events are in memory.
 */
@ApplicationScoped
public class InsightEvents {

    /** More than the bursts of all kinds together. */
    private static final int MOST = 500;

    /** An event with its time, and how many of its kind were held back before it. */
    record Allowed(RareEvent rareEvent, Instant at, long suppressed) {}

    private final Clock clock;
    private final boolean enabled;
    private final EventBudget budget;
    private List<Allowed> waiting = new ArrayList<>();

    InsightEvents(InsightConfig config, Clock clock) {
        this.clock = clock;
        this.enabled = config.enabled();
        this.budget = new EventBudget(config.events().burst(), config.events().perSecond(), MOST);
    }

    public void offer(RareEvent rareEvent) {
        if (!enabled) {
            return;
        }
        Instant now = clock.instant();
        synchronized (this) {
            OptionalLong suppressed = budget.take(rareEvent.kind(), now);
            if (suppressed.isPresent()) {
                waiting.add(new Allowed(rareEvent, now, suppressed.getAsLong()));
            }
        }
    }

    synchronized List<Allowed> take() {
        List<Allowed> taken = waiting;
        waiting = new ArrayList<>();
        budget.taken();
        return taken;
    }
}
