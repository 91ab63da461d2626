package io.bhiv.insight.evaluate;

import static io.bhiv.insight.evaluate.Pictures.NOW;
import static io.bhiv.insight.evaluate.Pictures.START;
import static io.bhiv.insight.evaluate.Pictures.healthy;
import static io.bhiv.insight.evaluate.Pictures.picture;
import static io.bhiv.insight.evaluate.Pictures.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.model.insight.DependencyReading;
import io.bhiv.model.insight.GaugeReading;
import io.bhiv.model.insight.Vitals;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

    private static final Link AWAY = new Link(false, NOW.minusSeconds(40));
    private static final Link THERE = new Link(true, START);

    @Test
    void isOkWhereEverythingExpectedReportsAndNothingIsWrong() {
        Verdict verdict = judge(picture(replica("a", NOW.minusSeconds(1), healthy())));

        assertThat(verdict.health()).isEqualTo(Health.OK);
        assertThat(verdict.causes()).isEmpty();
        assertThat(verdict.sentence()).startsWith("Every expected service reports");
    }

    @ParameterizedTest
    @CsvSource({"7999, OK", "8000, DOWN", "60000, DOWN"})
    void silenceOfEightSecondsIsNotOk(long silentMs, Health expected) {
        Instant last = NOW.minusMillis(silentMs);

        Verdict verdict = judge(picture(replica("a", last, healthy())));

        assertThat(verdict.health()).isEqualTo(expected);
        assertThat(verdict.causes()).allSatisfy(cause -> {
            assertThat(cause.sentence()).contains("bucket-service", "silent");
            assertThat(cause.since()).isEqualTo(last);
            assertThat(cause.runbook()).isEqualTo("A service is silent");
        });
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "one of two processes of a service was killed, and the verdict stayed OK beside a service shown as DEGRADED",
            now = "the verdict is DEGRADED and names the process, until it reports again or two minutes are over")
    void oneSilentProcessOfSeveralDegrades() {
        Picture picture =
                picture(replica("a", NOW.minusSeconds(30), healthy()), replica("b", NOW.minusSeconds(1), healthy()));

        Verdict verdict = judge(picture);

        assertThat(verdict.health()).isEqualTo(Health.DEGRADED);
        assertThat(verdict.sentence()).contains("bucket-service (a) has gone silent", "others report");
        assertThat(verdict.since()).isEqualTo(NOW.minusSeconds(30));
    }

    @Test
    void aServiceThatNeedNotReportDegradesWhileItIsSilent() {
        Picture picture =
                picture(replica("a", NOW, healthy()), Pictures.reporting("automation-service", NOW.minusSeconds(9)));

        assertThat(judge(picture).health()).isEqualTo(Health.DEGRADED);
        assertThat(judge(picture).sentence()).contains("automation-service has gone silent", "need not report");
        assertThat(picture.serviceStates())
                .extracting(ServiceState::health)
                .containsExactly(Health.DEGRADED, Health.OK);
    }

    @Test
    void aServiceThatWasStoppedIsDownAtOnce() {
        Replica stopped = Pictures.stopped("a", NOW.minusSeconds(1));

        Verdict verdict = judge(picture(stopped));

        assertThat(verdict.health()).isEqualTo(Health.DOWN);
        assertThat(verdict.sentence()).isEqualTo("bucket-service was stopped.");
        assertThat(verdict.since()).isEqualTo(NOW.minusSeconds(1));
    }

    /** An operator who sees a service marked and a verdict of OK beside it does not know what to believe. */
    @Property
    void noServiceLooksWorseThanTheVerdict(
            @ForAll @Size(max = 5) List<@From("replicas") Replica> replicas, @ForAll boolean kafka) {
        Picture picture = picture(kafka ? THERE : AWAY, THERE, List.of(), replicas.toArray(Replica[]::new));

        assertThat(picture.serviceStates())
                .allSatisfy(state -> assertThat(state.health())
                        .isLessThanOrEqualTo(judge(picture).health()));
    }

    @Provide
    Arbitrary<Replica> replicas() {
        Arbitrary<String> services = Arbitraries.of("bucket-service", "automation-service");
        Arbitrary<String> names = Arbitraries.of("a", "b", "c");
        Arbitrary<Integer> silent = Arbitraries.integers().between(0, 30);
        Arbitrary<@Nullable Vitals> vitals =
                Arbitraries.of(healthy(), Pictures.unready("postgresql")).injectNull(0.2);
        return Combinators.combine(services, names, silent, vitals, Arbitraries.of(true, false))
                .as((service, name, seconds, state, ended) -> new Replica(
                        service,
                        name,
                        new UUID(0, 1),
                        START,
                        START,
                        NOW.minusSeconds(seconds),
                        state,
                        state == null ? null : NOW.minusSeconds(seconds),
                        ended));
    }

    @Test
    void anExpectedServiceThatNeverReportedIsNamed() {
        Verdict verdict = judge(picture());

        assertThat(verdict.health()).isEqualTo(Health.DOWN);
        assertThat(verdict.sentence()).contains("bucket-service has not reported");
        assertThat(verdict.since()).isEqualTo(START);
    }

    @Test
    void kafkaAwayIsNamedAndSilenceIsNotTakenForDeath() {
        Verdict verdict = judge(picture(AWAY, THERE, List.of(), replica("a", NOW.minusSeconds(45), healthy())));

        assertThat(verdict.health()).isEqualTo(Health.DEGRADED);
        assertThat(verdict.causes())
                .extracting(Cause::sentence)
                .anyMatch(sentence -> sentence.startsWith("Kafka does not answer"))
                .anyMatch(sentence -> sentence.contains("cannot be judged while Kafka is unreachable"));
    }

    @Test
    void postgresqlAwayIsNamed() {
        Verdict verdict = judge(picture(THERE, AWAY, List.of(), replica("a", NOW, healthy())));

        assertThat(verdict.health()).isEqualTo(Health.DEGRADED);
        assertThat(verdict.sentence()).startsWith("PostgreSQL does not answer this page");
        assertThat(verdict.since()).isEqualTo(AWAY.since());
    }

    @Test
    void aServiceWhoseEveryReplicaIsUnreadyIsDown() {
        Verdict verdict = judge(picture(replica("a", NOW, Pictures.unready("postgresql"))));

        assertThat(verdict.health()).isEqualTo(Health.DOWN);
        assertThat(verdict.sentence()).contains("takes no requests", "postgresql");
        assertThat(verdict.causes().getFirst().runbook()).isEqualTo("BridgeStoreUnavailable");
    }

    @Test
    void oneUnreadyReplicaOfTwoDegrades() {
        Verdict verdict =
                judge(picture(replica("a", NOW, Pictures.unready("postgresql")), replica("b", NOW, healthy())));

        assertThat(verdict.health()).isEqualTo(Health.DEGRADED);
    }

    @Test
    void aConsumerThatIsAtOneBatchForTooLongIsNamed() {
        assertThat(judge(picture(replica("a", NOW, Pictures.consumer(4_900)))).health())
                .isEqualTo(Health.OK);

        Verdict verdict = judge(picture(replica("a", NOW, Pictures.consumer(5_400))));

        assertThat(verdict.health()).isEqualTo(Health.DEGRADED);
        assertThat(verdict.sentence()).contains("intake-updates has been processing one batch for 5 s");
        assertThat(verdict.since()).isEqualTo(NOW.minusMillis(5_400));
    }

    @Test
    void aLoopThatDoesNotDoWhatIsDueIsNamed() {
        assertThat(judge(picture(replica("a", NOW, Pictures.overdue(0)))).health())
                .isEqualTo(Health.OK);

        Verdict verdict = judge(picture(replica("a", NOW, Pictures.overdue(2_300))));

        assertThat(verdict.health()).isEqualTo(Health.DEGRADED);
        assertThat(verdict.sentence()).contains("the loop expiry is silent; it was due 2 s ago");
        assertThat(verdict.since()).isEqualTo(NOW.minusMillis(2_300));
    }

    @ParameterizedTest
    @CsvSource({"1000, 60000, 0, OK", "1000, 60000, 2, OK", "1000, 60000, 3, DEGRADED", "60001, 60000, 0, DEGRADED"})
    void loopsThatStandOrKeepFailingDegrade(long silence, long limit, int failures, Health expected) {
        Verdict verdict = judge(picture(replica("a", NOW, Pictures.loop(silence, limit, failures))));

        assertThat(verdict.health()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"UP, closed, OK", "UP, open, DEGRADED", "DOWN, '', DEGRADED", "UNKNOWN, '', OK", "UP, half-open, OK"})
    void whatAServiceCannotReachDegrades(DependencyReading.State state, String breaker, Health expected) {
        Verdict verdict = judge(picture(replica("a", NOW, Pictures.dependency("redis", state, breaker))));

        assertThat(verdict.health()).isEqualTo(expected);
    }

    @Test
    void redisHasAnEntryOfItsOwn() {
        Verdict verdict =
                judge(picture(replica("a", NOW, Pictures.dependency("redis", DependencyReading.State.DOWN, ""))));

        assertThat(verdict.causes().getFirst().runbook()).isEqualTo("Redis is away");
    }

    @Test
    void anAccountThatDoesNotAddUpDegrades() {
        Reconciliation account = new Reconciliation("bucket-service", Pictures.tally(100, 9));

        Verdict verdict = judge(picture(THERE, THERE, List.of(account), replica("a", NOW, healthy())));

        assertThat(verdict.health()).isEqualTo(Health.DEGRADED);
        assertThat(verdict.sentence()).isEqualTo("prana does not add up: 10 pending and only 9 rows: 1 missing.");
    }

    @ParameterizedTest
    @CsvSource({"599, OK", "600, DEGRADED", "36000, DEGRADED"})
    @FixedFault(
            area = Area.TRUTH,
            fault = "the verdict was OK while no account had been compared for hours",
            now = "an account older than ten minutes makes it DEGRADED and is named with its age")
    void anOldAccountVouchesForNothing(long seconds, Health expected) {
        Reconciliation account =
                new Reconciliation("bucket-service", Pictures.tally(100, 10, NOW.minusSeconds(seconds)));

        Verdict verdict = judge(picture(THERE, THERE, List.of(account), replica("a", NOW, healthy())));

        assertThat(verdict.health()).isEqualTo(expected);
        assertThat(verdict.causes()).allSatisfy(cause -> {
            assertThat(cause.sentence()).contains("prana was last compared", "not known");
            assertThat(cause.since()).isEqualTo(account.countedAt());
        });
    }

    @Test
    void anOldAccountOfAServiceThatIsSilentIsNoCauseOfItsOwn() {
        Reconciliation account = new Reconciliation("bucket-service", Pictures.tally(100, 10, START));

        Verdict verdict = judge(picture(THERE, THERE, List.of(account), replica("a", START, healthy())));

        assertThat(verdict.causes()).extracting(Cause::key).containsExactly("silent bucket-service");
    }

    @Test
    void aServiceThatComparesAndNeverSentAnAccountIsNamed() {
        Verdict verdict = judge(picture(replica("a", NOW, Pictures.loop("tally", 0, 60_000, 0))));

        assertThat(verdict.health()).isEqualTo(Health.DEGRADED);
        assertThat(verdict.sentence()).contains("bucket-service has not compared");
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "a replica whose state never arrived, or no longer did, counted as healthy",
            now = "it is DEGRADED as not known after 15 s without any, and 20 s after the last")
    void aReplicaWhoseStateIsNotKnownDegrades() {
        assertThat(judge(picture(replica("a", NOW, null))).sentence()).contains("its state is not known");
        assertThat(judge(picture(heard(NOW.minusSeconds(14), null))).health()).isEqualTo(Health.OK);
        assertThat(judge(picture(heard(START, NOW.minusSeconds(19)))).health()).isEqualTo(Health.OK);
        assertThat(judge(picture(heard(START, NOW.minusSeconds(20)))).sentence())
                .contains("no longer carry it");
        assertThat(picture(heard(START, NOW.minusSeconds(20))).serviceStates())
                .extracting(ServiceState::health)
                .containsExactly(Health.DEGRADED);
    }

    private static Replica heard(Instant heardAt, @Nullable Instant vitalsAt) {
        return new Replica(
                "bucket-service",
                "a",
                new UUID(0, 1),
                START,
                heardAt,
                NOW,
                vitalsAt == null ? null : healthy(),
                vitalsAt,
                false);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "a page whose drawing had stopped went on to say OK",
            now = "the page, its sections and its summary say first that they are old")
    void anOldPictureIsSaidFirst() {
        Verdict ok = judge(picture(replica("a", NOW, healthy())));
        Verdict down = judge(picture());

        assertThat(ok.ofOldPicture(NOW, NOW.plusSeconds(90)).health()).isEqualTo(Health.DEGRADED);
        assertThat(ok.ofOldPicture(NOW, NOW.plusSeconds(90)).sentence()).contains("was true 90 s ago");
        assertThat(down.ofOldPicture(NOW, NOW.plusSeconds(90)).health()).isEqualTo(Health.DOWN);
        assertThat(down.ofOldPicture(NOW, NOW.plusSeconds(90)).sentence()).contains("was true 90 s ago");
    }

    @ParameterizedTest
    @CsvSource({"3600, false, OK", "3601, false, DEGRADED", "2881, true, DEGRADED", "2880, true, OK"})
    @FixedFault(
            area = Area.TRUTH,
            fault = "the verdict was OK above queues, disks, figures and senders that the page itself showed as red",
            now = "each is a cause of DEGRADED with its entry in the runbook, and goes when it is well below its limit")
    void aQueueThatIsTooOldDegradesAndDoesNotFlutter(double age, boolean before, Health expected) {
        Reconciliation account = new Reconciliation("bucket-service", Pictures.tally(100, 10));
        Replica replica = Pictures.reporting("bucket-service", NOW, gauge("bridge.bucket.oldest.age", age));

        Verdict verdict = Verdict.of(
                picture(THERE, THERE, List.of(account), replica), known("late queue bucket-service prana", before));

        assertThat(verdict.health()).isEqualTo(expected);
        assertThat(verdict.causes()).extracting(Cause::runbook).allMatch("BridgePacketsOld"::equals);
    }

    @ParameterizedTest
    @CsvSource({"300, OK", "301, DEGRADED"})
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "updates of modules that waited for hours for the bucket made no alert and no cause, as long as they were few",
            now = "the oldest is an alert and a cause after five minutes, with its own entry in the runbook")
    void anUpdateThatIsTooOldDegrades(double age, Health expected) {
        Reconciliation account = new Reconciliation("core-bridge-service", Pictures.tally(100, 10));
        Replica core = Pictures.reporting("core-bridge-service", NOW, gauge("bridge.core.pending.oldest", age));

        Verdict verdict = judge(picture(THERE, THERE, List.of(account), replica("a", NOW, healthy()), core));

        assertThat(verdict.health()).isEqualTo(expected);
        assertThat(verdict.causes()).extracting(Cause::runbook).allMatch("BridgeUpdatesOld"::equals);
    }

    @Test
    void deadPacketsDegrade() {
        Reconciliation account = new Reconciliation("bucket-service", Pictures.tallyWithDead(2));

        Verdict verdict = judge(picture(THERE, THERE, List.of(account), replica("a", NOW, healthy())));

        assertThat(verdict.health()).isEqualTo(Health.DEGRADED);
        assertThat(verdict.sentence()).startsWith("2 packets of prana are dead");
        assertThat(verdict.causes().getFirst().runbook()).isEqualTo("BridgePacketsDead");
    }

    @ParameterizedTest
    @CsvSource({"150, false, OK", "149, false, DEGRADED", "187, true, DEGRADED", "188, true, OK"})
    void aDiskWithoutRoomDegrades(double free, boolean before, Health expected) {
        Replica replica = Pictures.reporting(
                "bucket-service",
                NOW,
                new GaugeReading("bridge.disk.free", Map.of("disk", "data"), free),
                new GaugeReading("bridge.disk.size", Map.of("disk", "data"), 1_000));

        Verdict verdict = Verdict.of(picture(replica), known("disk bucket-service data", before));

        assertThat(verdict.health()).isEqualTo(expected);
        assertThat(verdict.causes()).extracting(Cause::runbook).allMatch("BridgeDiskFilling"::equals);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 0, 100, 0, 0, OK, ''",
        "94, 6, 100, 0, 0, DEGRADED, BridgeUpdatesParked",
        "100, 0, 30001, 0, 0, DEGRADED, BridgeUpdatesPending",
        "100, 0, 100, 101, 0, DEGRADED, BridgeParkedGrowing",
        "100, 0, 100, 0, 100001, DEGRADED, BridgeBacklogOld"
    })
    void aNumberThatIsPoorDegrades(
            long synced, long unsynced, double millis, long errors, double depth, Health expected, String runbook) {
        FourNumbers numbers =
                new FourNumbers(synced, unsynced, millis, 1, errors, depth, List.of(), List.of(), List.of(), List.of());

        Verdict verdict = judge(picture(numbers, List.of(), replica("a", NOW, healthy())));

        assertThat(verdict.health()).isEqualTo(expected);
        assertThat(verdict.causes()).extracting(Cause::runbook).allMatch(runbook::equals);
    }

    @ParameterizedTest
    @CsvSource({"19, 19, OK", "100, 50, OK", "100, 51, DEGRADED"})
    void anIntakeThatRefusesMostOfWhatComesDegrades(long received, long refused, Health expected) {
        IntakeFigures intake = Pictures.intake(
                "biometric-bridge-service",
                "oura",
                new Silence("oura", NOW, null, null),
                new Recent(received, refused, 0));

        Verdict verdict = judge(picture(FourNumbers.NONE, List.of(intake), replica("a", NOW, healthy())));

        assertThat(verdict.health()).isEqualTo(expected);
        assertThat(verdict.causes()).extracting(Cause::runbook).allMatch("BridgeWebhooksRefused"::equals);
    }

    @ParameterizedTest
    @CsvSource({
        "biometric-bridge-service, terra, BridgeProviderSilent, BridgeWebhooksRefused",
        "core-bridge-service, core-updates, A module is silent, An intake refuses",
        "core-bridge-service, core-sync-results, An intake is silent, An intake refuses",
        "core-bridge-service, core-deliveries, An intake is silent, An intake refuses",
        "bucket-service, core-updates-stored, An intake is silent, An intake refuses",
        "bucket-service, prana, An intake is silent, An intake refuses"
    })
    @FixedFault(
            area = Area.TRUTH,
            fault = "Silence and refusals of packets, updates and results led to what to do about a provider",
            now = "They lead to entries of their own")
    void whatAnIntakeDoesLeadsToTheEntryAboutWhoeverFeedsIt(
            String service, String name, String silent, String refuses) {
        IntakeFigures intake = Pictures.intake(
                service,
                name,
                new Silence(name, NOW.minus(Duration.ofHours(1)), Duration.ofMinutes(5), Duration.ofMinutes(9)),
                new Recent(100, 51, 0));

        Verdict verdict = judge(picture(FourNumbers.NONE, List.of(intake), replica("a", NOW, healthy())));

        assertThat(verdict.causes()).extracting(Cause::runbook).containsExactlyInAnyOrder(silent, refuses);
    }

    @ParameterizedTest
    @CsvSource({"15, OK", "16, DEGRADED"})
    void aSenderThatIsUnusuallySilentDegrades(long minutes, Health expected) {
        Instant last = NOW.minus(Duration.ofMinutes(minutes));
        IntakeFigures intake = Pictures.intake(
                "biometric-bridge-service",
                "oura",
                new Silence("oura", last, Duration.ofMinutes(5), Duration.ofMinutes(9)),
                Recent.NONE);

        Verdict verdict = judge(picture(FourNumbers.NONE, List.of(intake), replica("a", NOW, healthy())));

        assertThat(verdict.health()).isEqualTo(expected);
        assertThat(verdict.causes()).allSatisfy(cause -> {
            assertThat(cause.since()).isEqualTo(last);
            assertThat(cause.runbook()).isEqualTo("BridgeProviderSilent");
        });
    }

    @ParameterizedTest
    @CsvSource({"1, DEGRADED", "0, OK"})
    @FixedFault(
            area = Area.TRUTH,
            fault = "sends and saves that failed for good made no alert and no cause, and stood beside no queue",
            now = "those of the last 24 hours are a cause and an alert, and all that wait are listed")
    void deliveriesThatFailedForGoodLatelyDegrade(long dead, Health expected) {
        IntakeFigures intake = Pictures.intake(
                "core-bridge-service",
                "core-deliveries",
                Map.of("dead", dead),
                new Silence("core-deliveries", null, null, null),
                Recent.NONE);
        Replica core = Pictures.reporting(
                "core-bridge-service",
                NOW,
                new GaugeReading("bridge.core.failed", Map.of("destination", "core"), 1_200));

        Verdict verdict = judge(picture(FourNumbers.NONE, List.of(intake), replica("a", NOW, healthy()), core));

        assertThat(verdict.health()).isEqualTo(expected);
        assertThat(verdict.causes()).allSatisfy(cause -> {
            assertThat(cause.runbook()).isEqualTo("BridgeDeliveriesFailed");
            assertThat(cause.sentence()).startsWith("1,200 core-deliveries failed for good");
        });
    }

    @Test
    void recordsThatCouldNotBeTakenFromKafkaDegradeUntilSomebodySettlesThem() {
        GaugeReading waiting = new GaugeReading("bridge.intake.waiting", Map.of("intake", "terra"), 1);
        Replica biometric = Pictures.reporting("biometric-bridge-service", NOW, waiting);

        Verdict verdict = judge(picture(replica("a", NOW, healthy()), biometric));

        assertThat(verdict.health()).isEqualTo(Health.DEGRADED);
        assertThat(verdict.causes()).extracting(Cause::runbook).containsExactly("BridgeRecordsParked");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, OK, ''",
        "1, 0, DEGRADED, leaves out 1 of its topics",
        "1, 3, DEGRADED, leaves out 3 of its topics"
    })
    @FixedFault(
            area = Area.TRUTH,
            fault = "a job whose topic the brokers refuse never started, which stood in readiness and the log alone",
            now = "topics that are left out are a metric, an alert and a cause of the verdict")
    void topicsThatAreLeftOutDegrade(double one, double other, Health expected, String sentence) {
        Verdict verdict = judge(picture(replica("a", NOW, healthy()), leavingOut("a", one), leavingOut("b", other)));

        assertThat(verdict.health()).isEqualTo(expected);
        assertThat(verdict.causes()).allSatisfy(cause -> {
            assertThat(cause.runbook()).isEqualTo("BridgeTopicsLeftOut");
            assertThat(cause.sentence()).contains("automation-service: the intake automation-records " + sentence);
        });
    }

    private static Replica leavingOut(String replica, double topics) {
        return Pictures.reporting(
                replica,
                "automation-service",
                NOW,
                new GaugeReading("bridge.intake.left.out", Map.of("intake", "automation-records"), topics));
    }

    @Test
    void modulesThatAreSilentLeadToTheirOwnEntry() {
        Silence silence = new Silence(
                "core-updates", NOW.minus(Duration.ofHours(1)), Duration.ofMinutes(5), Duration.ofMinutes(9));
        IntakeFigures intake = Pictures.intake("core-bridge-service", "core-updates", silence, Recent.NONE);

        Verdict verdict = judge(picture(FourNumbers.NONE, List.of(intake), replica("a", NOW, healthy())));

        assertThat(verdict.causes()).extracting(Cause::runbook).containsExactly("A module is silent");
    }

    private static Optional<Verdict> known(String key, boolean before) {
        Cause cause = new Cause(key, Health.DEGRADED, "", START, "");
        return before ? Optional.of(new Verdict(Health.DEGRADED, START, List.of(cause))) : Optional.empty();
    }

    private static GaugeReading gauge(String name, double value) {
        return new GaugeReading(name, Map.of(), value);
    }

    @Test
    void theWorstCauseIsSaidFirst() {
        Verdict verdict = judge(picture(THERE, AWAY, List.of()));

        assertThat(verdict.causes()).extracting(Cause::health).containsExactly(Health.DOWN, Health.DEGRADED);
    }

    @Test
    void aCauseThatLastsKeepsItsBeginning() {
        Picture failing = picture(replica("a", NOW, Pictures.unready("postgresql")));
        Verdict before = new Verdict(
                Health.DOWN,
                START,
                List.of(new Cause("unready bucket-service", Health.DOWN, "", START.plusSeconds(60), "")));

        Verdict verdict = Verdict.of(failing, Optional.of(before));

        assertThat(verdict.since()).isEqualTo(START);
        assertThat(verdict.causes().getFirst().since()).isEqualTo(START.plusSeconds(60));
    }

    private static Verdict judge(Picture picture) {
        return Verdict.of(picture, Optional.empty());
    }
}
