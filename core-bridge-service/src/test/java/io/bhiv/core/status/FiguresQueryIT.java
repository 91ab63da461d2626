package io.bhiv.core.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.EmptyTables;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long the oldest pending update has waited, over rows as updates and replays leave them. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class FiguresQueryIT {

    private static final String TABLES = "core.tally, core.event_tally, core.event_tally_delta, core.update_journal,"
            + " core.pending_update, core.parked_update";

    @Inject
    FiguresQuery query;

    /** Rows of other tests would be older; afterwards, counters that know of none of these must not show them as pending. */
    @BeforeEach
    @AfterEach
    void empty() {
        EmptyTables.of(TABLES);
    }

    @Test
    void ofNoUpdateThereIsNone() {
        assertThat(oldest()).isNull();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "One replayed update made the queue of an outage look new: health was ok again, and the alert began from the start",
            now = "It hides nobody else's waiting, and its own counts since the replay")
    void replayedUpdatesDoNotHideHowLongTheOthersHaveWaited() {
        EmptyTables.of(TABLES, replayed(1, "0"), replayed(2, "0"), pending(3, "1 hour"), pending(4, "0"));

        assertThat(oldest()).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(61));
    }

    @Test
    void replayedUpdatesCountSinceTheirReplay() {
        EmptyTables.of(TABLES, replayed(1, "20 minutes"), replayed(2, "30 minutes"), pending(3, "1 minute"));
        assertThat(oldest()).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(31));

        EmptyTables.of(TABLES, replayed(1, "20 minutes"), replayed(2, "10 minutes"));
        assertThat(oldest()).isBetween(Duration.ofMinutes(20), Duration.ofMinutes(21));
    }

    private @Nullable Duration oldest() {
        return query.figures().await().atMost(Duration.ofSeconds(10)).oldestPending();
    }

    private static String replayed(int place, String ago) {
        return """
                INSERT INTO core.parked_update (update_id, received_at, module, session_id, record, reason, parked_at, replayed_at)
                VALUES ('%s', now() - interval '1 day', 'm', 's', '', 'refused', now() - interval '1 day', now());
                """.formatted(id(place)) + pending(place, ago);
    }

    /** Due only when this test is long over: nobody puts it on Kafka. */
    private static String pending(int place, String ago) {
        return """
                INSERT INTO core.pending_update (update_id, received_at, accepted_at, module, due_at)
                VALUES ('%s', now() - interval '1 day', now() - interval '%s', 'm', now() + interval '1 hour')
                """.formatted(id(place), ago);
    }

    private static UUID id(int place) {
        return new UUID(0x0198_0000_0000_7000L, 0x8000_0000_0000_0000L + place);
    }
}
