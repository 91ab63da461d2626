package io.bhiv.kit.insight;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How the tally is compared with the rows of the tables. */
@ConfigMapping(prefix = "bridge.insight.tally")
public interface TallyConfig {

    /** Time between two comparisons. A row that vanishes is noticed by the one after it. */
    @WithDefault("30s")
    Duration every();

    /** Time after which PostgreSQL ends a statement of the comparison. */
    @WithDefault("3s")
    Duration statementTimeout();

    /** Stored rows that one comparison counts, about. The newest come first each time, the older ones in turn. */
    @WithDefault("50000")
    @Min(1_000)
    int rows();

    /** Days that are compared; the tally is kept for one more. */
    @WithDefault("7")
    @Min(1)
    @Max(30)
    int days();

    /** Largest share of the time that comparisons may take, in percent; after two slow ones the next comes later. */
    @WithDefault("2")
    @Min(1)
    @Max(100)
    int share();
}
