package io.bhiv.insight.picture;

import static io.bhiv.kit.count.Latency.BUCKETS;
import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.insight.Reports;
import io.bhiv.insight.evaluate.Completeness;
import io.bhiv.insight.evaluate.IntakeFigures;
import io.bhiv.insight.evaluate.Latency;
import io.bhiv.insight.evaluate.ModuleFigures;
import io.bhiv.insight.evaluate.Percentiles;
import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Recent;
import io.bhiv.insight.evaluate.Replica;
import io.bhiv.insight.evaluate.ServiceState;
import io.bhiv.model.insight.CountDelta;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.model.insight.TallyReading;
import io.bhiv.model.insight.Timing;
import io.bhiv.model.insight.Vitals;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LivePictureTest {

    private static final Instant NOW = Instant.parse("2026-03-01T03:00:30Z");
    private static final String SERVICE = "core-bridge-service";
    private static final UUID BOOT = new UUID(1, 1);

    private final LivePicture picture = new LivePicture(Set.of("core-bridge-service"), NOW);

    @Test
    void addsUpWhatArrives() {
        take(1, NOW.minusSeconds(60), 5, 120);
        take(2, NOW, 3, 80);

        Picture now = picture.at(NOW);

        IntakeFigures intake = now.intakes().getFirst();
        assertThat(intake.intake()).isEqualTo("core-updates");
        assertThat(intake.outcome("received")).isEqualTo(8);
        assertThat(intake.outcome("published")).isEqualTo(8);
        assertThat(intake.perSecond()).isEqualTo(5 / 60.0);
        assertThat(now.numbers().syncSuccess()).hasValue(100);
        assertThat(now.numbers().averageLatencyMs()).hasValue(100);
        assertThat(now.modules()).singleElement().satisfies(module -> {
            assertThat(module.module()).isEqualTo("sleep");
            assertThat(Objects.requireNonNull(module.synced()).count()).isEqualTo(2);
            assertThat(module.receivedPerSecond())
                    .as("its service counts no modules")
                    .isEqualTo(1 / 60.0);
        });
    }

    @Test
    void aModuleIsAPartOfItsIntakeThatIsCountedOnce() {
        String module = "core-updates/finance";
        long minute = Minutes.minuteOf(NOW) - 1;
        LivePicture.History history = picture.readHistory();
        history.count(CountKey.reports(SERVICE), minute, 1);
        for (String intake : List.of("core-updates", module)) {
            history.count(new CountKey(SERVICE, intake, "received", ""), minute, 120);
            history.count(new CountKey(SERVICE, intake, "refused", "conflict"), minute, 3);
            history.count(new CountKey(SERVICE, intake, "parked", "rejected_by_bucket"), minute, 2);
        }

        Picture now = picture.at(NOW);

        assertThat(now.intakes()).extracting(IntakeFigures::intake).containsExactly("core-updates");
        assertThat(now.numbers().errors()).isEqualTo(2);
        assertThat(now.modules())
                .containsExactly(new ModuleFigures(
                        SERVICE,
                        "finance",
                        module,
                        null,
                        Map.of("conflict", 3L),
                        Map.of("rejected_by_bucket", 2L),
                        2.0));
    }

    @Test
    void whatIsGoingOnIsToldFromTheLastMinutes() {
        take(1, NOW.minus(Duration.ofHours(1)), 9_000, 10);
        take(2, NOW.minus(Duration.ofMinutes(3)), 60, 10);
        take(3, NOW.minus(Duration.ofMinutes(1)), 30, 10);
        take(4, NOW, 7, 10);

        Recent recent = picture.at(NOW).intakes().getFirst().recent();

        assertThat(recent.finishedPerSecond()).isEqualTo(90 / 180.0);
        assertThat(recent.received()).isEqualTo(97);
        assertThat(recent.refused()).isZero();
    }

    @Test
    void whatWasRefusedBecauseOfUsIsNoSendersFault() {
        refuse(1, "mismatch", 30);
        refuse(2, "store_unavailable", 500);

        assertThat(picture.at(NOW).intakes().getFirst().recent().refused()).isEqualTo(30);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "hours without a report were drawn as hours without errors and with empty queues",
            now = "they are gaps, as is a minute without a report, and the minute that runs is no fall of the rate")
    void whatIsNotKnownIsAGap() {
        take(1, NOW.minus(Duration.ofMinutes(2)), 60, 10);
        take(2, NOW, 30, 10);

        Picture now = picture.at(NOW);

        assertThat(now.numbers().errorsByHour()).hasSize(24).endsWith(0.0);
        assertThat(now.numbers().errorsByHour().subList(0, 23)).containsOnly(Double.NaN);
        assertThat(now.numbers().depthByHour().subList(0, 23)).containsOnly(Double.NaN);
        assertThat(now.numbers().depthByHour().getLast()).isEqualTo(0);
        // 30 in the first half of the minute that runs.
        assertThat(now.intakes().getFirst().lastHour()).endsWith(60.0, Double.NaN, 60.0);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "a sender that had been silent for a day disappeared from the section of silences",
            now = "it stays with the time of its last event, and as unusual where its cadence was known")
    void whoIsSilentForMoreThanADayStays() {
        for (int i = 0; i < 40; i++) {
            take(i + 1, NOW.plus(Duration.ofMinutes(5L * i)), 1, 10);
        }
        Instant last = Instant.parse("2026-03-01T06:15:00Z");
        assertThat(picture.at(last.plusSeconds(60)).silences()).noneMatch(one -> one.isUnusual(last));

        Instant later = last.plus(Duration.ofHours(30));

        assertThat(picture.at(later).silences())
                .hasSize(2)
                .allMatch(one -> last.equals(one.lastAt()) && one.isUnusual(later));
        assertThat(picture.at(last.plus(Duration.ofDays(31))).silences()).isEmpty();
    }

    @Test
    void whoWasSilentForMoreThanADayBeforeTheStartIsKnown() {
        picture.readHistory()
                .last(
                        new CountKey("core-bridge-service", "core-updates", "received", ""),
                        minute(NOW.minus(Duration.ofDays(3))));

        assertThat(picture.at(NOW).silences()).singleElement().satisfies(one -> {
            assertThat(one.lastAt()).isEqualTo(Instant.parse("2026-02-26T03:00:00Z"));
            assertThat(one.isUnusual(NOW)).isFalse();
        });
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "a sender that had been silent for a day was as usual again once the page was restarted",
            now = "its cadence is restored with its last minutes, and every replica says the same")
    void whoWasUnusuallySilentBeforeTheStartStillIs() {
        CountKey key = new CountKey("core-bridge-service", "core-updates", "received", "");
        LivePicture.History history = picture.readHistory();
        for (int i = 0; i < LivePicture.LATEST_MINUTES; i++) {
            history.last(key, minute(NOW.minus(Duration.ofDays(3)).minus(Duration.ofMinutes(5L * i))));
        }

        assertThat(picture.at(NOW).silences()).singleElement().satisfies(one -> {
            assertThat(one.usualGap()).isEqualTo(Duration.ofMinutes(5));
            assertThat(one.isUnusual(NOW)).isTrue();
        });
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "a module whose updates were accepted was called silent while the bucket was away",
            now = "it is silent once nothing is received of it, whatever is synced meanwhile")
    void aModuleIsHeardByWhatItSendsAndNotByWhatIsSynced() {
        for (int i = 0; i < 60; i++) {
            boolean bucketIsThere = i < 30;
            take(
                    i + 1,
                    NOW.plus(Duration.ofMinutes(i)),
                    List.of(new CountDelta("core-updates/finance", "received", "", 1)),
                    bucketIsThere
                            ? List.of(Reports.timing("core-sync", "finance", 1, Duration.ofMillis(5)))
                            : List.of());
        }
        Instant away = NOW.plus(Duration.ofMinutes(59));
        assertThat(picture.at(away).silences())
                .singleElement()
                .satisfies(one -> assertThat(one.isUsual(away)).isTrue());

        Instant drained = away.plus(Duration.ofMinutes(11));
        take(61, drained, List.of(), List.of(Reports.timing("core-sync", "finance", 30, Duration.ofMinutes(40))));

        assertThat(picture.at(drained).silences())
                .singleElement()
                .satisfies(one -> assertThat(one.isUnusual(drained)).isTrue());
    }

    @Test
    void theTimeOfCallsIsThatOfTheLastMinute() {
        call(1, NOW.minus(Duration.ofMinutes(30)), 900);
        call(2, NOW.minusSeconds(40), 20);
        call(3, NOW, 20);

        assertThat(picture.at(NOW).calls()).singleElement().satisfies(calls -> {
            assertThat(calls.subject()).isEqualTo("kafka");
            assertThat(calls.count()).isEqualTo(2);
        });
        assertThat(picture.at(NOW.plus(Duration.ofMinutes(5))).calls()).isEmpty();
    }

    @Test
    void anotherCopyOfARecordChangesNothing() {
        take(1, NOW, 5, 10);

        boolean again = take(1, NOW, 5, 10);

        assertThat(again).isFalse();
        assertThat(picture.at(NOW).intakes().getFirst().outcome("received")).isEqualTo(5);
    }

    @Test
    void whatTheStoreKeptIsNotCountedAgain() {
        LivePicture.History history = picture.readHistory();
        history.boot(BOOT, 7);
        history.count(new CountKey("core-bridge-service", "core-updates", "received", ""), minute(NOW), 40);

        take(7, NOW, 5, 10);
        take(8, NOW, 2, 10);

        assertThat(picture.at(NOW).intakes().getFirst().outcome("received")).isEqualTo(42);
    }

    @Test
    void missingReportsAreCounted() {
        take(1, NOW, 1, 10);
        take(5, NOW, 1, 10);

        assertThat(picture.at(NOW).completeness().missing()).isEqualTo(3);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "figures of the last 24 hours did not say that they began later, or that reports were missing",
            now = "the page and its summary name the time since when they are known, and what is missing")
    void figuresSayHowCompleteTheyAre() {
        take(1, NOW.minus(Duration.ofHours(3)), 1, 10);
        take(2, NOW, 1, 10);
        picture.unstored(4);

        Completeness completeness = picture.at(NOW).completeness();

        assertThat(completeness.knownSince()).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
        assertThat(completeness.isPartOf(NOW)).isTrue();
        assertThat(completeness.isPartOf(NOW.plus(Duration.ofHours(21)))).isFalse();
        assertThat(completeness.unstored()).isEqualTo(4);
    }

    @Test
    void aHistoryThatIsReadLateTakesOnlyMinutesThatTheTopicDoesNotFill() {
        CountKey key = new CountKey("core-bridge-service", "core-updates", "received", "");
        picture.readHistory().count(key, minute(NOW), 90);
        picture.listensFrom(NOW.minus(Duration.ofMinutes(10)));
        take(8, NOW.minus(Duration.ofMinutes(10)), 1, 10);
        take(9, NOW, 2, 10);

        LivePicture.History first = picture.readHistory();
        first.count(key, minute(NOW) - 30, 40);
        LivePicture.History second = picture.readHistory();
        first.count(key, minute(NOW) - 31, 7);
        first.ends();
        assertThat(picture.at(NOW).completeness().readingHistory()).isTrue();
        second.boot(BOOT, 100);
        second.count(key, minute(NOW) - 30, 40);
        second.count(key, minute(NOW) - 10, 5);
        second.count(key, minute(NOW) - 9, 1_000);
        second.count(key, minute(NOW), 1_000);
        second.ends();

        assertThat(picture.at(NOW).completeness().readingHistory()).isFalse();
        assertThat(picture.at(NOW).intakes().getFirst().outcome("received")).isEqualTo(2 + 40 + 5);
        take(10, NOW, 3, 10);
        assertThat(picture.at(NOW).intakes().getFirst().outcome("received")).isEqualTo(2 + 40 + 5 + 3);
    }

    /** PostgreSQL answers before Kafka does: the topic's first records are in the history that was read already. */
    @Test
    void aTopicThatIsReadAfterTheLateHistoryAddsNothingToItsMinutes() {
        CountKey key = new CountKey("core-bridge-service", "core-updates", "received", "");
        Instant beginning = NOW.minus(Duration.ofMinutes(10));
        picture.listensFrom(beginning);
        LivePicture.History history = picture.readHistory();
        history.boot(BOOT, 9);
        history.count(key, minute(beginning), 40);
        history.event(event(9));
        history.ends();

        take(8, beginning, 7, 10);
        picture.take(event(9), NOW);
        take(10, NOW, 3, 10);
        picture.take(event(11), NOW);

        assertThat(picture.at(NOW).intakes().getFirst().outcome("received")).isEqualTo(40 + 3);
        assertThat(picture.at(NOW).events()).extracting(InsightEvent::sequence).containsExactly(11L, 9L);
    }

    @Test
    void boundsTheBootsItRemembersAndForgetsTheOldest() {
        LivePicture.History history = picture.readHistory();
        for (int i = 0; i <= LivePicture.MOST_BOOTS; i++) {
            history.boot(new UUID(7, i), 5);
        }

        assertThat(picture.take(report(new UUID(7, 0), "first", 5, NOW), NOW)).isTrue();
        assertThat(picture.take(report(new UUID(7, LivePicture.MOST_BOOTS), "last", 5, NOW), NOW))
                .isFalse();
    }

    @Test
    void anIntakeWithoutAnAccountIsListedAsNotCompared() {
        take(1, NOW, 5, 10);

        assertThat(picture.at(NOW).uncompared())
                .singleElement()
                .satisfies(intake -> assertThat(intake.outcome("received")).isEqualTo(5));
    }

    @Test
    void forgetsAfterADay() {
        take(1, NOW, 5, 10);

        Picture later = picture.at(NOW.plus(Duration.ofHours(25)));

        assertThat(later.intakes().getFirst().outcome("received")).isZero();
        assertThat(later.numbers().syncSuccess()).isEmpty();
    }

    @Test
    void aReplicaThatEndedIsForgottenWhileAnotherSpeaks() {
        picture.take(report(new UUID(1, 1), "old", 1, NOW), NOW);
        Instant later = NOW.plus(LivePicture.FORGOTTEN_AFTER).plusSeconds(1);
        picture.take(report(new UUID(1, 2), "new", 1, later), later);

        assertThat(picture.at(later).replicas())
                .extracting(replica -> replica.replica())
                .containsExactly("new");
    }

    @Test
    void theLastReplicaOfAnExpectedServiceIsNeverForgotten() {
        picture.kafka(true, NOW);
        take(1, NOW, 1, 10);

        Picture later = picture.at(NOW.plus(Duration.ofHours(1)));

        assertThat(later.replicas())
                .singleElement()
                .satisfies(replica -> assertThat(replica.isSilent(later.at())).isTrue());
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "a service that need not report and was stopped stood as DOWN beside a verdict of OK until the core bridge was restarted",
            now = "it is forgotten two minutes after its last report, with its accounts")
    void aServiceThatNeedNotReportIsForgottenWhenItEnds() {
        picture.kafka(true, NOW.minusSeconds(60));
        take(1, NOW, 1, 10);
        picture.take(withAccounts("other-service", 2, NOW, 2), NOW);
        assertThat(services(NOW.plus(LivePicture.FORGOTTEN_AFTER))).containsExactly(SERVICE, "other-service");

        Instant later = NOW.plus(LivePicture.FORGOTTEN_AFTER).plusSeconds(1);

        assertThat(services(later)).containsExactly(SERVICE);
        assertThat(picture.at(later).reconciliations()).isEmpty();
    }

    @Test
    void aReplicaThatReportedItsStopIsForgottenAtOnceWhereItIsNotMissed() {
        picture.kafka(true, NOW.minusSeconds(60));
        picture.take(report(BOOT, "one", 1, NOW), NOW);
        picture.take(report(new UUID(0, 7), "two", 1, NOW), NOW);
        picture.take(withAccounts("other-service", 2, NOW, 2), NOW);

        picture.take(report(BOOT, "one", 3, NOW).asLast(), NOW);
        picture.take(withAccounts("other-service", 4, NOW, 2).asLast(), NOW);

        assertThat(picture.at(NOW).replicas()).extracting(Replica::replica).containsExactly("two");
        assertThat(picture.at(NOW).reconciliations()).isEmpty();

        picture.take(report(new UUID(0, 7), "two", 2, NOW).asLast(), NOW);

        assertThat(picture.at(NOW.plusSeconds(300)).replicas())
                .as("its service must report: it is missed")
                .extracting(Replica::replica)
                .containsExactly("two");
    }

    @Test
    void noServiceIsForgottenBecauseKafkaWasAway() {
        picture.kafka(true, NOW);
        picture.take(withAccounts("other-service", 1, NOW, 2), NOW);
        picture.kafka(false, NOW.plusSeconds(10));
        Instant back = NOW.plus(Duration.ofHours(1));
        assertThat(services(back)).contains("other-service");

        picture.kafka(true, back);

        assertThat(services(back.plus(LivePicture.FORGOTTEN_AFTER).minusSeconds(1)))
                .as("it may be about to speak")
                .contains("other-service");
        assertThat(services(back.plus(LivePicture.FORGOTTEN_AFTER))).doesNotContain("other-service");
    }

    private List<String> services(Instant now) {
        return picture.at(now).serviceStates().stream()
                .map(ServiceState::service)
                .toList();
    }

    @Test
    void isBoundedWhateverArrives() {
        LivePicture.History history = picture.readHistory();
        for (int i = 0; i < Series.MOST_COUNTS + 500; i++) {
            history.count(new CountKey("s", "intake-" + i, "received", ""), minute(NOW), 1);
        }

        assertThat(picture.at(NOW).intakes()).hasSize(Series.MOST_COUNTS);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "the percentiles of a time with few events were the average of all of them, and one event in fifty that took two seconds was not to be seen",
            now = "reports tell how durations are distributed, and percentiles are computed from the sum of it")
    void percentilesOfAnHourAreThoseOfItsEvents() {
        Reports reports = Reports.of("once-a-second");
        for (int second = 0; second < 200; second++) {
            Duration took = second % 60 == 7 ? Duration.ofSeconds(2) : Duration.ofMillis(5);
            Instant at = NOW.minusSeconds(200 - second);
            picture.take(reports.received(second + 1, at, reports.timing(1, took)), at);
        }

        Latency latency = latencyOf("once-a-second");
        assertThat(latency.isPart()).isFalse();
        assertThat(latency.percentiles()).isEqualTo(new Percentiles(200, 5.12, 5.12, 2_097.152));
    }

    /** Replicas of two versions report side by side. */
    @Test
    void percentilesOfWhatAnOlderVersionTimedAreUnknownAndSayHowMuchTheyLeaveOut() {
        Reports reports = Reports.of("upgraded");
        picture.take(reports.received(1, NOW, reports.timingWithoutBuckets(30, Duration.ofSeconds(9))), NOW);
        assertThat(latencyOf("upgraded").averageMs()).isEqualTo(9_000);
        assertThat(latencyOf("upgraded").percentiles()).isNull();

        picture.take(reports.received(2, NOW, reports.timing(10, Duration.ofMillis(5))), NOW);

        assertThat(latencyOf("upgraded").count()).isEqualTo(40);
        assertThat(latencyOf("upgraded").isPart()).isTrue();
        assertThat(latencyOf("upgraded").percentiles()).isEqualTo(new Percentiles(10, 5.12, 5.12, 5.12));
    }

    private Latency latencyOf(String intake) {
        return picture.at(NOW).intakes().stream()
                .filter(one -> one.intake().equals(intake))
                .map(IntakeFigures::latency)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void histogramsAreBoundedAndTheNewestAreKept() {
        SortedMap<Integer, Long> everyBucket = new TreeMap<>();
        IntStream.range(0, BUCKETS).forEach(bucket -> everyBucket.put(bucket, 1L));
        MinuteTiming timing = MinuteTiming.of(new Timing("", "", BUCKETS, 1, 1, 1, 1, everyBucket));
        int series = 20;
        Series all = new Series();

        for (long minute = 0; minute < Minutes.KEPT; minute++) {
            for (int one = 0; one < series; one++) {
                all.add(new TimingKey("s", "core-sync", "module-" + one), minute, timing);
            }
        }

        assertThat(all.latencies(Minutes.KEPT)).hasSize(series).allSatisfy(module -> {
            assertThat(module.count()).isEqualTo((long) Minutes.KEPT * BUCKETS);
            assertThat(module.isPart()).isTrue();
            assertThat(Objects.requireNonNull(module.percentiles()).of())
                    .isBetween(
                            (long) Series.MOST_BUCKETS / series - 60L * BUCKETS, (long) Series.MOST_BUCKETS / series);
        });
    }

    @Test
    void accountsAreBoundedAndGoWithTheirService() {
        picture.take(withAccounts("other-service", 1, NOW, LivePicture.MOST_ACCOUNTS + 50), NOW);

        assertThat(picture.at(NOW).reconciliations()).hasSize(LivePicture.MOST_ACCOUNTS);
    }

    @Test
    void anAccountThatIsNoLongerComparedIsDropped() {
        picture.take(withAccounts("bucket-service", 1, NOW, 3), NOW);
        picture.take(withAccounts("bucket-service", 2, NOW.plusSeconds(30), 2), NOW.plusSeconds(30));

        assertThat(picture.at(NOW.plusSeconds(30)).reconciliations())
                .extracting(account -> account.tally().intake())
                .containsExactly("intake-0", "intake-1");
    }

    private static InsightReport withAccounts(String service, long sequence, Instant at, int accounts) {
        List<TallyReading> tallies = IntStream.range(0, accounts)
                .mapToObj(i ->
                        new TallyReading("intake-" + i, at, at, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0L, 0L, 0L, at))
                .toList();
        return new InsightReport(
                InsightRecord.SCHEMA_VERSION,
                service,
                "one",
                BOOT,
                sequence,
                at,
                1000,
                at,
                List.of(),
                List.of(),
                new Vitals(true, List.of(), List.of(), List.of(), List.of(), tallies),
                null);
    }

    private static InsightEvent event(long sequence) {
        return new InsightEvent(
                InsightRecord.SCHEMA_VERSION,
                "core-bridge-service",
                "a",
                BOOT,
                sequence,
                NOW,
                InsightEvent.Kind.SYNC,
                InsightEvent.Severity.WARNING,
                "sleep",
                "",
                "",
                1,
                0);
    }

    private boolean take(long sequence, Instant at, long updates, double ms) {
        return picture.take(
                new InsightReport(
                        InsightRecord.SCHEMA_VERSION,
                        "core-bridge-service",
                        "a",
                        BOOT,
                        sequence,
                        at,
                        1000,
                        NOW,
                        List.of(
                                new CountDelta("core-updates", "received", "", updates),
                                new CountDelta("core-updates", "published", "", updates)),
                        List.of(new Timing("core-sync", "sleep", 1, ms, ms, ms, ms, null)),
                        null,
                        null),
                at);
    }

    private void refuse(long sequence, String reason, long count) {
        take(sequence, NOW, List.of(new CountDelta("oura", "refused", reason, count)), List.of());
    }

    private void call(long sequence, Instant at, long ms) {
        take(sequence, at, List.of(), List.of(Reports.timing("call", "kafka", 1, Duration.ofMillis(ms))));
    }

    private void take(long sequence, Instant at, List<CountDelta> counts, List<Timing> timings) {
        picture.take(
                new InsightReport(
                        InsightRecord.SCHEMA_VERSION,
                        "core-bridge-service",
                        "a",
                        BOOT,
                        sequence,
                        at,
                        1000,
                        NOW,
                        counts,
                        timings,
                        null,
                        null),
                at);
    }

    private static InsightReport report(UUID boot, String replica, long sequence, Instant at) {
        return new InsightReport(
                InsightRecord.SCHEMA_VERSION,
                "core-bridge-service",
                replica,
                boot,
                sequence,
                at,
                1000,
                at,
                List.of(),
                List.of(),
                null,
                null);
    }

    private static long minute(Instant time) {
        return Minutes.minuteOf(time);
    }
}
