package io.bhiv.insight.store;

import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.partition.DayPartitions;
import io.bhiv.kit.store.StoreFailure;
import io.bhiv.model.insight.InsightRecord;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Brings records into the store, behind the picture. Holds at most 32 MiB of them, which is hours; beyond that the oldest are
 * dropped and counted.
 */
@ApplicationScoped
public class Archive {

    private static final long MOST_WAITING = 32L * 1024 * 1024;
    private static final int BATCH = 500;
    private static final int DAYS_AHEAD = 2;
    /** A day ago has a partition, and no day before it surely has. */
    private static final Duration OLDEST = Duration.ofHours(23);

    private static final LoopSettings WRITE =
            new LoopSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(2));
    private static final LoopSettings PARTITIONS = new LoopSettings(Duration.ofHours(1), Duration.ofSeconds(60));

    private final InsightStore store;
    private final StoreDays days;
    private final Clock clock;
    private final Waiting waiting = new Waiting(MOST_WAITING);
    private volatile int batch = BATCH;
    private volatile boolean covered;

    Archive(InsightStore store, StoreDays days, Clock clock) {
        this.store = store;
        this.days = days;
        this.clock = clock;
    }

    /**
     * Begins to write.
     *
     * @param reached receives after each attempt whether PostgreSQL answered
     */
    public void start(BackgroundLoops loops, Housekeeping housekeeping, Consumer<Boolean> reached) {
        housekeeping.start("insight-partitions", PARTITIONS, () -> keepDays().replaceWith(Step.IDLE));
        var _ = loops.start(
                "insight-store",
                WRITE,
                () -> write().onItem()
                        .invoke(() -> reached.accept(true))
                        .onFailure()
                        .invoke(failure -> reached.accept(!StoreFailure.isTransient(failure))));
    }

    public void add(InsightRecord record) {
        waiting.add(record);
    }

    /** Records that were never stored, because PostgreSQL was away for too long. */
    public long dropped() {
        return waiting.dropped();
    }

    private Uni<Step> write() {
        List<InsightRecord> records = waiting.next(batch, clock.instant().minus(OLDEST));
        if (records.isEmpty() || !covered) {
            // Also where there is nothing to write: the page shows whether its store is there.
            return store.pool().query("SELECT 1").execute().replaceWith(Step.IDLE);
        }
        return store.add(records)
                .invoke(() -> written(records))
                .map(_ -> records.size() < BATCH ? Step.IDLE : Step.MORE)
                .onFailure(failure -> !StoreFailure.isTransient(failure))
                .invoke(failure -> narrow(records, failure));
    }

    private void written(List<InsightRecord> records) {
        waiting.written(records);
        batch = BATCH;
    }

    /** A record that can never be stored is found by halves, and dropped. */
    private void narrow(List<InsightRecord> records, Throwable failure) {
        if (records.size() == 1) {
            waiting.drop(records.getFirst());
            batch = BATCH;
            Log.warnf("A report cannot be stored and is dropped [cause=%s]", StoreFailure.summary(failure));
        } else {
            batch = Math.max(1, records.size() / 2);
        }
    }

    private Uni<Void> keepDays() {
        return days.ensure(DAYS_AHEAD).invoke(() -> covered = true).chain(days::drop);
    }

    /** The tables and how long their days are kept. */
    @ApplicationScoped
    static class StoreDays {

        private static final int EVENT_DAYS = 7;
        private static final int FIGURE_DAYS = 90;

        private final InsightStore store;

        StoreDays(InsightStore store) {
            this.store = store;
        }

        private DayPartitions of(String table) {
            return new DayPartitions(store.pool(), "insight", table);
        }

        Uni<Void> ensure(int ahead) {
            return of("event")
                    .ensure(ahead)
                    .chain(() -> of("minute_count").ensure(ahead))
                    .chain(() -> of("minute_timing").ensure(ahead));
        }

        Uni<Void> drop() {
            return of("event")
                    .dropOlderThan(EVENT_DAYS)
                    .chain(() -> of("minute_count").dropOlderThan(FIGURE_DAYS))
                    .chain(() -> of("minute_timing").dropOlderThan(FIGURE_DAYS))
                    .chain(() -> store.pool()
                            .query("DELETE FROM insight.boot WHERE last_at < now() - interval '2 days'")
                            .execute())
                    .chain(() -> store.pool()
                            .query("DELETE FROM insight.operator_action WHERE at < now() - interval '400 days'")
                            .execute())
                    .replaceWithVoid();
        }
    }
}
