package io.bhiv.system.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.Pause;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Somebody locks a table for {@code -Dfault.core.lock} (ISO 8601) while callers are at work. In the suite that is 5 s, with limits
 * of the store that are as much shorter; a minute runs with the limits that are shipped.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class LockedTablesIT {

    private static final Duration LOCKED = Duration.parse(System.getProperty("fault.core.lock", "PT5S"));
    private static final boolean SHIPPED = LOCKED.compareTo(Duration.ofSeconds(30)) > 0;
    private static final Duration ANSWERED_WITHIN = SHIPPED ? Duration.ofSeconds(15) : Duration.ofSeconds(8);
    private static final Map<String, String> QUICK =
            Map.of("BRIDGE_STORE_LOCK_TIMEOUT", "1S", "BRIDGE_STORE_STATEMENT_TIMEOUT", "2S");
    private static final int CALLERS = 16;

    private final FaultStage stage = FaultStage.open();
    private final ServiceProcess core = stage.started(Place.CORE, SHIPPED ? Map.of() : QUICK);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    @AfterAll
    void end() {
        stage.close();
    }

    @Test
    @FixedFault(
            area = Area.DEADLINES,
            fault = "41 of 41 updates that were answered 503 during a lock of 60 s were stored afterwards",
            now = "What was answered 503 is not stored, and a limit of ours ends the statement")
    void whatWasAnswered503IsNotStoredLater() throws Exception {
        whileLocked(
                "core.update_journal",
                n -> request("/core/update", "{\"module\":\"locked\",\"data\":{\"n\":%d}}".formatted(n)));

        assertThat(statuses.values()).contains(200, 503).containsOnly(200, 503);
        awaitStatementsUnderWay();
        assertThat(
                        stage.column(
                                "SELECT convert_from(record, 'UTF8')::json->'data'->>'n' FROM core.update_journal WHERE module = 'locked'"))
                .isEqualTo(with(200));
        assertThat(Duration.ofNanos(slowestNanos.get())).isLessThan(ANSWERED_WITHIN);
    }

    @Test
    @FixedFault(
            area = Area.DEADLINES,
            fault = "An execution was not answered for the 60 s of a lock",
            now = "It is answered 503 within the limits of the store, and nothing of it is kept")
    void anExecutionIsAnsweredInTime() throws Exception {
        whileLocked(
                "core.delivery",
                n -> request("/core/executions", "{\"team_id\":\"t\",\"action\":\"a\",\"result\":%d}".formatted(n)));

        assertThat(statuses.values()).contains(200, 503).containsOnly(200, 503);
        awaitStatementsUnderWay();
        assertThat(stage.column("SELECT convert_from(payload, 'UTF8')::json->>'result' FROM core.delivery"))
                .isEqualTo(with(200));
        assertThat(Duration.ofNanos(slowestNanos.get())).isLessThan(ANSWERED_WITHIN);
    }

    /** What nobody waits for any more could still be stored. */
    private void awaitStatementsUnderWay() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> stage.column(
                                "SELECT pid FROM pg_stat_activity"
                                        + " WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%INSERT INTO core.%'")
                        .isEmpty());
    }

    private interface Requests {
        HttpRequest of(int n);
    }

    /** Every request is sent once, each with a number of its own. */
    private void whileLocked(String table, Requests requests) throws Exception {
        statuses.clear();
        slowestNanos.set(0);
        stopped = false;
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        for (int i = 0; i < CALLERS; i++) {
            callers.execute(() -> call(requests));
        }
        await().until(() -> statuses.containsValue(200));
        lock(table);
        int answered = with(200).size();
        await().until(() -> with(200).size() > answered);
        stopped = true;
        callers.shutdown();
        assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    private void lock(String table) throws SQLException {
        try (Connection connection = stage.postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE " + table + " IN SHARE MODE");
            Pause.of(LOCKED);
            connection.rollback();
        }
    }

    private void call(Requests requests) {
        while (!stopped) {
            int n = next.incrementAndGet();
            long began = System.nanoTime();
            try {
                statuses.put(n, Answer.to(requests.of(n)).status());
            } catch (IOException cut) {
                statuses.put(n, -1);
            }
            slowestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
        }
    }

    private Set<String> with(int status) {
        return statuses.entrySet().stream()
                .filter(one -> one.getValue() == status)
                .map(one -> one.getKey().toString())
                .collect(Collectors.toSet());
    }

    private HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(core.uri(path))
                .timeout(Duration.ofSeconds(90))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }
}
