package io.bhiv.bucket.tally;

import io.bhiv.bucket.retention.RetentionConfig;
import io.bhiv.kit.insight.TallySource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;

/** The rows that the tally of packets is compared with. What was processed counts as published. */
@ApplicationScoped
class PacketTally implements TallySource {

    private final RetentionConfig retention;

    PacketTally(RetentionConfig retention) {
        this.retention = retention;
    }

    @Override
    public Set<String> intakes() {
        return Set.of("prana");
    }

    @Override
    public Duration kept() {
        return Duration.ofDays(retention.days());
    }

    @Override
    public String openRows() {
        return """
                SELECT 'prana', 'pending', received_at FROM bucket.packet_state
                UNION ALL
                SELECT 'prana', 'dead', received_at FROM bucket.packet_dead
                """;
    }

    @Override
    public String storedRows() {
        return """
                SELECT date_trunc('minute', received_at) AS minute, 'prana' AS intake, count(*) AS n FROM bucket.packet
                WHERE received_at >= $1 AND received_at < $2 GROUP BY 1
                """;
    }
}
