package io.bhiv.insight.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.insight.AsHosted;
import io.bhiv.insight.Reports;
import io.bhiv.insight.evaluate.IntakeFigures;
import io.bhiv.insight.evaluate.Percentiles;
import io.bhiv.insight.picture.LivePicture;
import io.bhiv.insight.picture.MinuteTiming;
import io.bhiv.insight.picture.TimingKey;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.Timing;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept: each record once, for as long as it should be, and back in the picture after a restart. */
@QuarkusTest
@TestProfile(AsHosted.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class InsightStoreIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("yyyyMMdd");

    @Inject
    InsightStore store;

    @Inject
    Archive.StoreDays days;

    @BeforeEach
    void partitionsAreThere() {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> ask(days.ensure(2)));
    }

    @Test
    void anotherCopyOfARecordChangesNothing() {
        Reports reports = Reports.of("copies");

        ask(store.add(List.of(reports.received(1, 5), reports.event(2, "late"))));
        ask(store.add(List.of(reports.received(1, 5), reports.event(2, "late"), reports.received(3, 2))));
        ask(store.add(List.of(reports.received(3, 2))));

        Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
        assertThat(ask(store.counts(Reports.SERVICE, "copies", hourAgo, 86_400)).stream()
                        .mapToLong(InsightStore.CountPoint::count)
                        .sum())
                .isEqualTo(7);
        assertThat(
                        ask(store.timings(new TimingKey(Reports.SERVICE, "acknowledgement", "copies"), hourAgo, 86_400))
                                .stream()
                                .mapToLong(point -> point.timing().count())
                                .sum())
                .isEqualTo(7);
        assertThat(number("SELECT count(*) FROM insight.event WHERE subject = 'copies'"))
                .isEqualTo(1);
    }

    @Test
    void aRestartContinuesWhereTheStoreEnds() {
        Reports reports = Reports.of("restarted");
        Instant now = Instant.now();
        ask(store.add(List.of(
                reports.received(1, 5, now.minus(Duration.ofHours(3))),
                reports.received(2, 3, now),
                reports.event(3, "remembered"))));

        LivePicture picture = new LivePicture(Set.of(), now);
        ask(store.restore(picture));
        boolean again = picture.take(reports.received(2, 3, now), now);
        boolean next = picture.take(reports.received(4, 2, now), now);

        assertThat(again).isFalse();
        assertThat(next).isTrue();
        IntakeFigures figures = picture.at(now).intakes().stream()
                .filter(one -> one.intake().equals("restarted"))
                .findFirst()
                .orElseThrow();
        assertThat(figures.outcome("received")).isEqualTo(10);
        assertThat(picture.at(now).events()).extracting(InsightEvent::reason).contains("remembered");
        assertThat(picture.at(now).completeness().missing()).isZero();
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "a page that was started while another replica wrote counted its reports twice",
            now = "marks and figures are read of one moment")
    void marksAndFiguresAreOfOneMoment() {
        Reports reports = Reports.of("beside-another");
        Instant now = Instant.now();
        ask(store.add(List.of(reports.received(1, 5, now))));
        SqlConnection other = ask(store.pool().getConnection());
        run(other, "BEGIN");
        run(other, "LOCK TABLE insight.minute_count IN ACCESS EXCLUSIVE MODE");

        LivePicture picture = new LivePicture(Set.of(), now);
        CompletableFuture<Optional<Instant>> restored = store.restore(picture).subscribeAsCompletionStage();
        await().atMost(PATIENCE)
                .until(() ->
                        number("SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessShareLock'") > 0);
        run(other, "UPDATE insight.boot SET last_sequence = 2 WHERE boot = '" + reports.boot() + "'");
        run(other, "UPDATE insight.minute_count SET count = 8 WHERE intake = 'beside-another'");
        run(other, "COMMIT");
        ask(other.close());

        assertThat(ask(Uni.createFrom().completionStage(restored))).isPresent();
        boolean fresh = picture.take(reports.received(2, 3, now), now);
        assertThat(fresh).isTrue();
        assertThat(picture.at(now).intakes())
                .filteredOn(one -> one.intake().equals("beside-another"))
                .singleElement()
                .satisfies(one -> assertThat(one.outcome("received")).isEqualTo(8));
    }

    private static void run(SqlConnection connection, String statement) {
        var _ = ask(connection.query(statement).execute());
    }

    @Test
    void moreRowsThanAPageAreRestored() {
        Reports reports = Reports.of("many-minutes");
        Instant now = Instant.now();
        List<InsightRecord> records = new ArrayList<>();
        for (int minute = 1; minute <= 1_300; minute++) {
            records.add(reports.received(minute, 1, now.minus(Duration.ofMinutes(1_300 - minute))));
        }
        ask(store.add(records));

        LivePicture picture = new LivePicture(Set.of(), now);
        ask(store.restore(picture));

        assertThat(picture.at(now).intakes())
                .filteredOn(one -> one.intake().equals("many-minutes"))
                .singleElement()
                .satisfies(one -> assertThat(one.outcome("received")).isEqualTo(1_300));
    }

    @Test
    void whoWasSilentForMoreThanADayIsRestored() {
        Instant now = Instant.now();
        Instant last = now.minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.MINUTES);
        for (int day = 3; day <= 4; day++) {
            LocalDate then =
                    now.minus(Duration.ofDays(day)).atOffset(ZoneOffset.UTC).toLocalDate();
            partition("minute_count", then);
            partition("minute_timing", then);
        }
        Reports intake = Reports.of("long-silent");
        Reports counted = Reports.of("core-updates/counted-module");
        Timing module = Reports.timing("core-sync", "silent-module", 1, Duration.ofMillis(5));
        ask(store.add(List.of(
                intake.received(1, last.minus(Duration.ofDays(1)), module),
                intake.received(2, last, module),
                counted.received(1, 1, last))));
        Reports often = Reports.of("often-before");
        ask(store.add(IntStream.rangeClosed(1, 20)
                .<InsightRecord>mapToObj(i -> often.received(i, 1, last.minus(Duration.ofMinutes(40 - 2L * i))))
                .toList()));

        LivePicture picture = new LivePicture(Set.of(), now);
        ask(store.restore(picture));

        assertThat(picture.at(now).silences())
                .filteredOn(one ->
                        Set.of("long-silent", "silent-module", "counted-module").contains(one.subject()))
                .hasSize(3)
                .allMatch(one -> last.equals(one.lastAt()) && one.isUsual(now));
        assertThat(picture.at(now).silences())
                .filteredOn(one -> one.subject().equals("often-before"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.lastAt()).isEqualTo(last);
                    assertThat(one.usualGap()).isEqualTo(Duration.ofMinutes(2));
                    assertThat(one.isUnusual(now)).isTrue();
                });
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "one event of a kind that only a newer version knows kept the page from ever reading its history",
            now = "it is left out, and everything else is read")
    void eventsOfANewerVersionDoNotHideTheHistory() {
        Reports reports = Reports.of("newer");
        Instant now = Instant.now();
        ask(store.add(List.of(
                reports.received(1, 5, now),
                reports.event(2, "of a newer kind"),
                reports.event(3, "of a newer severity"),
                reports.event(4, "of this version"))));
        ask(store.pool()
                .query("UPDATE insight.event SET kind = 'newer' WHERE reason = 'of a newer kind'")
                .execute());
        ask(store.pool()
                .query("UPDATE insight.event SET severity = 'newer' WHERE reason = 'of a newer severity'")
                .execute());

        LivePicture picture = new LivePicture(Set.of(), now);
        ask(store.restore(picture));

        assertThat(picture.at(now).completeness().readingHistory()).isFalse();
        assertThat(picture.at(now).events())
                .extracting(InsightEvent::reason)
                .contains("of this version")
                .doesNotContain("of a newer kind", "of a newer severity");
    }

    @Test
    void eventsAreKeptForSevenDaysAndFiguresForNinety() {
        LocalDate today = Instant.now().atOffset(ZoneOffset.UTC).toLocalDate();
        partition("event", today.minusDays(8));
        partition("event", today.minusDays(7));
        partition("minute_count", today.minusDays(91));
        partition("minute_count", today.minusDays(90));
        partition("minute_timing", today.minusDays(91));

        ask(days.drop());

        assertThat(partitions())
                .contains(name("event", today.minusDays(7)), name("minute_count", today.minusDays(90)))
                .contains(name("event", today), name("event", today.plusDays(2)))
                .doesNotContain(
                        name("event", today.minusDays(8)),
                        name("minute_count", today.minusDays(91)),
                        name("minute_timing", today.minusDays(91)));
    }

    @Test
    void theMarkOfABootIsForgottenWhenItsRecordsAreNoLongerRead() {
        Reports reports = Reports.of("long-ago");
        ask(store.add(List.of(reports.received(1, 1))));
        ask(store.pool()
                .query("UPDATE insight.boot SET last_at = now() - interval '3 days' WHERE boot = '" + reports.boot()
                        + "'")
                .execute());

        ask(days.drop());

        assertThat(number("SELECT count(*) FROM insight.boot WHERE boot = '" + reports.boot() + "'"))
                .isZero();
    }

    @Test
    void whatSeveralTransactionsTimeIsAddedUpByBucket() {
        Reports reports = Reports.of("added-up");
        Instant at = Instant.now();
        ask(store.add(List.of(reports.received(1, at, reports.timing(1, Duration.ofSeconds(2))))));
        ask(store.add(List.of(
                reports.received(2, at, reports.timing(49, Duration.ofMillis(5))),
                reports.received(3, at, reports.timing(1, Duration.ofSeconds(2))))));
        ask(store.add(List.of(reports.received(4, at, reports.timing(49, Duration.ofMillis(5))))));

        assertThat(timed("added-up")).satisfies(timing -> {
            assertThat(timing.count()).isEqualTo(100);
            assertThat(timing.histogram().kept()).hasSize(2);
            assertThat(timing.histogram().percentiles()).hasValue(new Percentiles(100, 5.12, 5.12, 2_097.152));
        });
        LivePicture picture = new LivePicture(Set.of(), at);
        ask(store.restore(picture));
        assertThat(picture.timings(
                        new TimingKey(Reports.SERVICE, "acknowledgement", "added-up"), minute(at), minute(at) + 1))
                .singleElement()
                .satisfies(timing -> assertThat(timing.histogram().percentiles())
                        .hasValue(new Percentiles(100, 5.12, 5.12, 2_097.152)));
    }

    /** Pages of two versions store what they read side by side. */
    @Test
    void aMinuteThatThePageOfTheVersionBeforeAlsoWroteTellsHowMuchItsPercentilesLeaveOut() {
        Reports reports = Reports.of("two-pages");
        Instant at = Instant.now();
        ask(store.add(List.of(reports.received(1, at, reports.timing(10, Duration.ofMillis(5))))));
        ask(store.pool()
                .query("INSERT INTO insight.minute_timing AS known"
                        + " (minute, service, name, subject, count, sum_ms, p50_ms, p95_ms, p99_ms)"
                        + " SELECT minute, service, name, subject, 30, 60, 2, 2, 2 FROM insight.minute_timing"
                        + " WHERE subject = 'two-pages'"
                        + " ON CONFLICT (service, name, subject, minute) DO UPDATE SET count = known.count + excluded.count,"
                        + " p99_ms = (known.p99_ms * known.count + excluded.p99_ms * excluded.count)"
                        + " / (known.count + excluded.count)")
                .execute());
        ask(store.add(List.of(reports.received(2, at, reports.timing(10, Duration.ofMillis(5))))));

        assertThat(timed("two-pages").count()).isEqualTo(50);
        assertThat(timed("two-pages").histogram().percentiles()).hasValue(new Percentiles(20, 5.12, 5.12, 5.12));
    }

    private MinuteTiming timed(String intake) {
        return ask(store.timings(
                        new TimingKey(Reports.SERVICE, "acknowledgement", intake),
                        Instant.now().minus(Duration.ofHours(1)),
                        7 * 86_400))
                .getFirst()
                .timing();
    }

    private static long minute(Instant time) {
        return time.getEpochSecond() / 60;
    }

    private void partition(String table, LocalDate day) {
        Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        ask(store.pool()
                .query("CREATE TABLE IF NOT EXISTS insight.%s PARTITION OF insight.%s FOR VALUES FROM ('%s') TO ('%s')"
                        .formatted(name(table, day), table, start, start.plus(1, ChronoUnit.DAYS)))
                .execute());
    }

    private List<String> partitions() {
        return StreamSupport.stream(
                        ask(store.pool()
                                        .query("SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid ="
                                                + " c.relnamespace WHERE n.nspname = 'insight' AND c.relkind = 'r'")
                                        .execute())
                                .spliterator(),
                        false)
                .map(row -> row.getString(0))
                .toList();
    }

    private static String name(String table, LocalDate day) {
        return table + "_" + day.format(SUFFIX);
    }

    private long number(String query) {
        return ask(store.pool().query(query).execute()).iterator().next().getLong(0);
    }

    private static <T> T ask(Uni<T> question) {
        return question.await().atMost(PATIENCE);
    }
}
