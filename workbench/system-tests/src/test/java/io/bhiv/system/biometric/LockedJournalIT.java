package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A {@code SHARE} lock on the journal, as an index build takes it, is held under load for {@code -Dfault.biometric.lock} (ISO 8601). */
@Tag("faults")
class LockedJournalIT {

    private static final Duration HELD = Duration.parse(System.getProperty("fault.biometric.lock", "PT6S"));
    private static final int CALLERS = 24;
    private static final String STORED = "SELECT convert_from(body, 'UTF8') FROM biometric.delivery";

    private final FaultStage stage = FaultStage.open();
    private final ServiceProcess service = stage.started(Place.BIOMETRIC, Map.of());

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean released = new AtomicBoolean();

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    @FixedFault(
            area = Area.DEADLINES,
            fault = "Requests answered 503 during a lock of 60 s were stored afterwards",
            now = "PostgreSQL ends the statement before its callers are answered: nothing of it is stored")
    void whatIsAnswered503IsNotStoredAfterwards() throws SQLException, IOException {
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
                Connection holder = stage.postgres().dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE biometric.delivery IN SHARE MODE");
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.execute(this::callUntilReleased);
            }
            Pause.of(HELD);
            assertThat(acknowledged).isEmpty();
            holder.rollback();
            released.set(true);
        }
        // One more that is stored shows that nothing is under way behind it.
        String last = Webhooks.nightBody("last", UUID.randomUUID().toString(), 50);
        assertThat(send(last).status()).isEqualTo(202);
        Verdict.awaitDrained(service);

        Set<String> stored = stage.column(STORED);
        assertThat(refused).isNotEmpty();
        assertThat(stored).doesNotContainAnyElementsOf(refused).containsAll(acknowledged);
        String retried = refused.iterator().next();
        assertThat(send(retried).status()).isEqualTo(202);
        System.out.printf(
                "  a lock of %d s: %d refused and not stored, %d stored after it%n",
                HELD.toSeconds(), refused.size(), acknowledged.size());
    }

    private void callUntilReleased() {
        while (!released.get()) {
            String body = Webhooks.nightBody("user", UUID.randomUUID().toString(), 50);
            Answer answer = send(body);
            if (answer.isAcknowledgement()) {
                acknowledged.add(body);
            } else {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.hasRetryAfter()).isTrue();
                refused.add(body);
            }
        }
    }

    private Answer send(String body) {
        try {
            return Webhooks.send(Webhooks.terra(body), service);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
