package io.bhiv.biometric.tally;

import io.bhiv.biometric.retention.RetentionConfig;
import io.bhiv.kit.insight.TallySource;
import io.bhiv.model.biometric.Provider;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;

/** The rows that the tally of deliveries is compared with. What an operator gave up counts as dead. */
@ApplicationScoped
class DeliveryTally implements TallySource {

    private final RetentionConfig retention;

    DeliveryTally(RetentionConfig retention) {
        this.retention = retention;
    }

    @Override
    public Set<String> intakes() {
        return Set.of(Provider.OURA.wireName(), Provider.WHOOP.wireName(), Provider.TERRA.wireName());
    }

    @Override
    public Duration kept() {
        return Duration.ofDays(retention.days());
    }

    @Override
    public String openRows() {
        return """
                SELECT coalesce(o.provider, (SELECT d.provider FROM biometric.delivery d
                                             WHERE d.received_at = o.received_at AND d.event_id = o.event_id)), 'pending', o.received_at
                FROM biometric.outstanding o
                UNION ALL
                SELECT provider, 'pending', received_at FROM biometric.awaiting_fetch
                UNION ALL
                SELECT provider, CASE WHEN discarded_at IS NULL THEN 'parked' ELSE 'dead' END, received_at FROM biometric.parked
                """;
    }

    @Override
    public String storedRows() {
        return """
                SELECT date_trunc('minute', received_at) AS minute, provider AS intake, count(*) AS n FROM biometric.delivery
                WHERE received_at >= $1 AND received_at < $2 GROUP BY 1, 2
                """;
    }
}
