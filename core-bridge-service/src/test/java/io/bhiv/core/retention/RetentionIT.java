package io.bhiv.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.core.identity.UpdateIds;
import io.bhiv.kit.partition.DayPartitions;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class RetentionIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Inject
    Retention retention;

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "One pending update kept every younger day of the journal, too",
            now = "A day is dropped when nothing in it is open, and only then")
    void onlyADayWithoutPendingUpdatesIsDropped() {
        Instant pendingAt = daysAgo(60);
        Instant finishedAt = daysAgo(50);
        cover("update_journal", pendingAt, finishedAt);
        UUID pending = UpdateIds.firstOf(pendingAt);
        journalled(pending, pendingAt);
        journalled(UpdateIds.firstOf(finishedAt), finishedAt);
        run(
                "INSERT INTO core.pending_update (update_id, received_at, module, due_at) VALUES ('%s', '%s', 'old', 'infinity')"
                        .formatted(pending, pendingAt));

        expire();

        assertThat(days("update_journal")).contains(day(pendingAt)).doesNotContain(day(finishedAt));

        run("DELETE FROM core.pending_update WHERE update_id = '" + pending + "'");
        expire();

        assertThat(days("update_journal")).doesNotContain(day(pendingAt));
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "Expired keys were deleted by thousands, slower than new ones came",
            now = "Keys are kept by day, and a day past its retention is dropped")
    void keysAreDroppedByDay() {
        cover("request_key", daysAgo(9), daysAgo(7));

        expire();

        assertThat(days("request_key")).contains(day(daysAgo(7))).doesNotContain(day(daysAgo(9)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"update_journal", "synced_update", "request_key"})
    void aDayIsMadeWhileAReaderHoldsTheTableOpen(String table) {
        LocalDate day = day(daysAgo(-400));

        pool.withTransaction(reader -> reader.query("SELECT count(*) FROM core." + table)
                        .execute()
                        .chain(() -> new DayPartitions(pool, "core", table).cover(List.of(day))))
                .await()
                .atMost(LIMIT);

        assertThat(days(table)).contains(day);
    }

    private static Instant daysAgo(int days) {
        return Instant.now().minus(days, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MILLIS);
    }

    private void journalled(UUID id, Instant at) {
        run("INSERT INTO core.update_journal (update_id, received_at, module, session_id, record)"
                + " VALUES ('%s', '%s', 'old', 's', '{}')".formatted(id, at));
    }

    private void cover(String table, Instant... times) {
        new DayPartitions(pool, "core", table)
                .cover(List.of(times).stream().map(RetentionIT::day).toList())
                .await()
                .atMost(LIMIT);
    }

    private void expire() {
        retention.expire().await().atMost(LIMIT);
    }

    private List<LocalDate> days(String table) {
        return new DayPartitions(pool, "core", table)
                .partitions().await().atMost(LIMIT).stream()
                        .map(name -> LocalDate.parse(
                                name.substring(name.length() - 8), java.time.format.DateTimeFormatter.BASIC_ISO_DATE))
                        .toList();
    }

    private void run(String statement) {
        pool.query(statement).executeAndAwait();
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
