package io.bhiv.insight.evaluate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One service in one line.
 *
 * @param replicas processes that report
 * @param seenAt the newest word of any of them; null where there never was one
 */
public record ServiceState(
        String service,
        Health health,
        int replicas,
        @Nullable Instant seenAt) {}
