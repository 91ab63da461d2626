package io.bhiv.automation.service.tally;

import io.bhiv.automation.service.config.AutomationConfig;
import io.bhiv.kit.insight.TallySource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;

/**
 * The rows that the tally of runs is compared with. A run is received at its due time: its row is kept by that. What succeeded counts as
 * published, what failed or ended in an unknown way as dead, what a policy or a person decided not to run as dropped.
 */
@ApplicationScoped
class RunTally implements TallySource {

    private final AutomationConfig config;

    RunTally(AutomationConfig config) {
        this.config = config;
    }

    @Override
    public Set<String> intakes() {
        return Set.of("automation-runs");
    }

    @Override
    public Duration kept() {
        return Duration.ofDays(config.retentionDays());
    }

    /** Each part is what one index of the ledger holds. */
    @Override
    public String openRows() {
        return """
                SELECT 'automation-runs', 'pending', due_at FROM automation.run
                WHERE state = 'due' AND kind NOT IN ('backfill', 'catch_up')
                UNION ALL
                SELECT 'automation-runs', 'pending', due_at FROM automation.run
                WHERE state = 'due' AND kind IN ('backfill', 'catch_up')
                UNION ALL
                SELECT 'automation-runs', 'pending', due_at FROM automation.run WHERE state IN ('running', 'waiting')
                UNION ALL
                SELECT 'automation-runs', 'dead', due_at FROM automation.run WHERE state IN ('failed', 'unknown')
                """;
    }

    @Override
    public String storedRows() {
        return """
                SELECT date_trunc('minute', due_at) AS minute, 'automation-runs' AS intake, count(*) AS n FROM automation.run
                WHERE due_at >= $1 AND due_at < $2 GROUP BY 1
                """;
    }
}
