package io.bhiv.automation.service.postgres;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Makes the day partitions that rows are about to go to, where they are missing.
 *
 * <p>Tomorrow's are made ahead by the retention loop; this is for the others: a backfill of last week, the catch-up after a
 * long outage. There is no default partition, because with one no partition can be dropped without a lock on all.
 */
final class PartitionDays {

    private final Pool pool;
    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    PartitionDays(Pool pool) {
        this.pool = pool;
    }

    Uni<Void> cover(Collection<Instant> dueTimes) {
        Set<LocalDate> missing = dueTimes.stream()
                .map(due -> LocalDate.ofInstant(due, ZoneOffset.UTC))
                .filter(day -> !known.contains(day))
                .collect(Collectors.toCollection(TreeSet::new));
        Uni<Void> all = Uni.createFrom().voidItem();
        for (LocalDate day : missing) {
            all = all.chain(() -> create(day));
        }
        return all;
    }

    private Uni<Void> create(LocalDate day) {
        String table = "automation.run_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
        String sql =
                "CREATE TABLE IF NOT EXISTS %s PARTITION OF automation.run FOR VALUES FROM ('%s 00:00:00+00') TO ('%s 00:00:00+00')"
                        .formatted(table, day, day.plusDays(1));
        return pool.query(sql)
                .execute()
                .replaceWithVoid()
                .onFailure(Rejections::isRaceForTable)
                .recoverWithNull()
                .invoke(() -> known.add(day));
    }

    /** Forgets what it knows: retention drops days, and a row may have to go to one of them again. */
    void forget() {
        known.clear();
    }
}
