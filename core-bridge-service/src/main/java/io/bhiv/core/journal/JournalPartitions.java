package io.bhiv.core.journal;

import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.partition.DayPartitions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Creates the partitions of the coming days. */
@ApplicationScoped
class JournalPartitions {

    private static final int DAYS_AHEAD = 3;

    private final DayPartitions journal;
    private final DayPartitions synced;
    private final DayPartitions keys;
    private volatile boolean prepared;

    JournalPartitions(Pool pool) {
        this.journal = new DayPartitions(pool, "core", "update_journal");
        this.synced = new DayPartitions(pool, "core", "synced_update");
        this.keys = new DayPartitions(pool, "core", "request_key");
    }

    void begin(@Observes StartupEvent starting, Housekeeping housekeeping) {
        housekeeping.start(
                "core-partitions",
                new LoopSettings(Duration.ofMinutes(30), Duration.ofSeconds(60)),
                () -> ensure().replaceWith(Step.IDLE));
    }

    /** Completes once today's partitions exist; nothing may be journalled before. Asks the database only until then. */
    Uni<Void> ready() {
        return prepared ? Uni.createFrom().voidItem() : ensure();
    }

    private Uni<Void> ensure() {
        return journal.ensure(DAYS_AHEAD)
                .chain(() -> synced.ensure(DAYS_AHEAD))
                .chain(() -> keys.ensure(DAYS_AHEAD))
                .invoke(() -> prepared = true);
    }
}
