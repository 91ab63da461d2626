package io.bhiv.core.tally;

import io.bhiv.core.retention.RetentionConfig;
import io.bhiv.kit.insight.TallySource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;

/** The rows that the tally of updates is compared with. What was synced counts as published. */
@ApplicationScoped
class UpdateTally implements TallySource {

    /** The first id of a time: ids begin with the millisecond of receipt, and the journal has no other index. */
    private static final String FIRST_ID =
            "(lpad(to_hex((extract(epoch FROM %s::timestamptz) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid";

    private final RetentionConfig retention;

    UpdateTally(RetentionConfig retention) {
        this.retention = retention;
    }

    @Override
    public Set<String> intakes() {
        return Set.of("core-updates");
    }

    @Override
    public Duration kept() {
        return Duration.ofDays(retention.keepDays());
    }

    @Override
    public String openRows() {
        return """
                SELECT 'core-updates', 'pending', received_at FROM core.pending_update
                UNION ALL
                SELECT 'core-updates', 'parked', received_at FROM core.parked_update WHERE replayed_at IS NULL
                """;
    }

    @Override
    public String storedRows() {
        return """
                SELECT date_trunc('minute', received_at) AS minute, 'core-updates' AS intake, count(*) AS n FROM core.update_journal
                WHERE received_at >= $1 AND received_at < $2 AND update_id >= %s AND update_id < %s GROUP BY 1
                """.formatted(FIRST_ID.formatted("$1"), FIRST_ID.formatted("$2"));
    }
}
