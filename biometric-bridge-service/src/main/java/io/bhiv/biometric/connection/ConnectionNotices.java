package io.bhiv.biometric.connection;

import io.bhiv.kit.loop.BackgroundLoop;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings every change of a connection's state into the journal. What a crash left unwritten stands in the row, so there is one
 * way for both; a change that is journalled twice is one delivery.
 */
@ApplicationScoped
class ConnectionNotices {

    private static final int BATCH = 100;
    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(5), Duration.ofSeconds(30));

    private final ConnectionStore store;
    private final ConnectionChanges changes;
    private volatile @Nullable BackgroundLoop loop;

    ConnectionNotices(ConnectionStore store, ConnectionChanges changes) {
        this.store = store;
        this.changes = changes;
    }

    void start(@Observes StartupEvent started, BackgroundLoops loops) {
        loop = loops.start("connection-notices", RHYTHM, this::turn);
    }

    /** A change was committed. */
    void nudge() {
        BackgroundLoop started = loop;
        if (started != null) {
            started.nudge();
        }
    }

    private Uni<Step> turn() {
        return store.unnoticed(BATCH)
                .chain(found -> inOrder(found).replaceWith(found.size() == BATCH ? Step.MORE : Step.IDLE));
    }

    private Uni<Void> inOrder(List<ConnectionNotice> found) {
        return Multi.createFrom()
                .iterable(found)
                .onItem()
                .transformToUniAndConcatenate(notice -> changes.accept(notice).chain(() -> store.noticed(notice)))
                .collect()
                .asList()
                .replaceWithVoid();
    }
}
