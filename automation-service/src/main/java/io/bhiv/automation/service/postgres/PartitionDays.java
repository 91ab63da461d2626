package io.bhiv.automation.service.postgres;

import io.bhiv.kit.partition.DayPartitions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Makes the day partitions that rows are about to go to, where they are missing.
 *
 * <p>Tomorrow's are made ahead by the retention loop; this is for the others: a backfill of last week, the catch-up after a
 * long outage. There is no default partition, because with one no partition can be dropped without a lock on all.
 */
final class PartitionDays {

    private final DayPartitions partitions;
    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    PartitionDays(Pool pool) {
        this.partitions = new DayPartitions(pool, "automation", "run");
    }

    Uni<Void> cover(Collection<Instant> dueTimes) {
        Set<LocalDate> missing = dueTimes.stream()
                .map(due -> LocalDate.ofInstant(due, ZoneOffset.UTC))
                .filter(day -> !known.contains(day))
                .collect(Collectors.toUnmodifiableSet());
        return missing.isEmpty()
                ? Uni.createFrom().voidItem()
                : partitions.cover(missing).invoke(() -> known.addAll(missing));
    }

    /** Clears the cache: retention drops days, and a row may have to go to one of them again. */
    void forget() {
        known.clear();
    }
}
