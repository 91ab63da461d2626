package io.bhiv.automation.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Overlap;
import io.bhiv.automation.engine.ledger.Ledger.Claim;
import io.bhiv.automation.engine.ledger.Ledger.Claims;
import io.bhiv.automation.engine.ledger.Ledger.Closed;
import io.bhiv.automation.engine.ledger.Ledger.Closing;
import io.bhiv.automation.engine.ledger.Ledger.Room;
import io.bhiv.automation.engine.plan.HealthChange.Notice;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every ledger promises. */
public abstract class LedgerContract {

    protected static final Duration LEASE = Duration.ofMillis(400);
    protected static final Duration GONE_AFTER = Duration.ofMinutes(3).plusSeconds(1);
    private static final String JOB = "job";

    private Ledger ledger;
    private Instant start;

    protected abstract Ledger fresh();

    /** As an operator does; false when there is no such job. */
    protected abstract boolean pause(String job, Optional<String> why);

    protected abstract JobState state(String job);

    /** As if this time had passed since jobs were left out or held. */
    protected abstract void passes(Duration time);

    @BeforeEach
    void makeLedger() {
        ledger = fresh();
        Map<String, String> jobs = new HashMap<>(
                Map.of(JOB, "every second", "other", "x", "job/on-failure", "notice", "job/on-recovery", "notice"));
        get(ledger.reconcile(jobs));
        start = get(ledger.now()).minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
    }

    @Test
    void aDueTimeIsRecordedOnceAndClaimedOnce() {
        assertThat(record(JOB, 0, 1)).hasSize(2);
        assertThat(record(JOB, 0, 1, 2)).hasSize(1);

        Claims first = claim(Overlap.ALLOW);
        assertThat(first.started())
                .extracting(claim -> claim.key().dueAt())
                .containsExactlyInAnyOrder(at(0), at(1), at(2));
        assertThat(claim(Overlap.ALLOW).started()).isEmpty();
    }

    @Test
    void futureDueTimeIsNotClaimed() {
        Instant later = get(ledger.now()).plusSeconds(3_600);
        get(ledger.record(List.of(Occurrence.due(JOB, later, Occasion.SCHEDULED)), Map.of()));
        assertThat(claim(Overlap.ALLOW).started()).isEmpty();
    }

    @Test
    void whatWasMissedIsKeptWithItsReason() {
        List<Entry> recorded = get(ledger.record(
                List.of(new Occurrence(
                        JOB, at(0), Occasion.SCHEDULED, new Occurrence.Timeliness.Missed("policy none"))),
                Map.of(JOB, at(0))));
        assertThat(recorded).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(RunState.MISSED);
            assertThat(entry.reason()).isEqualTo("policy none");
        });
        assertThat(claim(Overlap.ALLOW).started()).isEmpty();
    }

    @Test
    void theCursorMovesForwardOnly() {
        Instant now = get(ledger.now());
        get(ledger.record(List.of(), Map.of(JOB, now.plusSeconds(5))));
        get(ledger.record(List.of(), Map.of(JOB, now)));
        assertThat(state().evaluatedTo()).isCloseTo(now.plusSeconds(5), within());
    }

    @Test
    void aJobThatCameBackOrWasRescheduledOwesNothingForTheTimeBetween() {
        Instant before = get(ledger.now());
        get(ledger.reconcile(Map.of("other", "x")));
        Map<String, JobState> back = get(ledger.reconcile(Map.of(JOB, "every second", "other", "y")));
        assertThat(back.get(JOB))
                .isNotNull()
                .satisfies(one -> assertThat(one.evaluatedTo()).isAfter(before));
        assertThat(back.get("other"))
                .isNotNull()
                .satisfies(one -> assertThat(one.evaluatedTo()).isAfter(before));
        Map<String, JobState> same = get(ledger.reconcile(Map.of(JOB, "every second", "other", "y")));
        assertThat(same).isEqualTo(back);
    }

    @Test
    void theSameOccasionIsDueOnceAndAnotherAtTheSameInstantMovesOn() {
        Occasion event = Occasion.of(Occasion.Kind.EVENT, "topic/0/17");
        Optional<RunKey> first = get(ledger.recordOccasion(Occurrence.due(JOB, at(0), event)));
        assertThat(first).contains(new RunKey(JOB, at(0)));
        assertThat(get(ledger.recordOccasion(Occurrence.due(JOB, at(5), event))))
                .isEmpty();

        Optional<RunKey> manual =
                get(ledger.recordOccasion(Occurrence.due(JOB, at(0), Occasion.of(Occasion.Kind.MANUAL))));
        assertThat(manual).contains(new RunKey(JOB, at(0).plus(1, ChronoUnit.MICROS)));
    }

    @Test
    void occasionsAreRecordedTogetherEachAtAnInstantOfItsOwn() {
        record(JOB, 0);
        List<Occurrence> asked = List.of(
                occasion(JOB, at(0), "a"),
                occasion(JOB, at(0), "b"),
                occasion("other", at(0), "a"),
                occasion(JOB, at(0), "a"),
                Occurrence.due(JOB, at(0), Occasion.of(Occasion.Kind.MANUAL)),
                Occurrence.due(JOB, at(0).plus(1, ChronoUnit.MICROS), Occasion.of(Occasion.Kind.MANUAL)),
                occasion(JOB, at(7), "c"));

        List<RunKey> recorded = get(ledger.recordOccasions(asked));

        assertThat(recorded)
                .containsExactlyInAnyOrder(
                        new RunKey(JOB, at(0).plus(1, ChronoUnit.MICROS)),
                        new RunKey(JOB, at(0).plus(2, ChronoUnit.MICROS)),
                        new RunKey(JOB, at(0).plus(3, ChronoUnit.MICROS)),
                        new RunKey(JOB, at(0).plus(4, ChronoUnit.MICROS)),
                        new RunKey(JOB, at(7)),
                        new RunKey("other", at(0)));
        assertThat(history(JOB))
                .extracting(Entry::kind)
                .containsOnly(Occasion.Kind.SCHEDULE, Occasion.Kind.EVENT, Occasion.Kind.MANUAL);
        assertThat(get(ledger.recordOccasions(asked.subList(0, 4)))).isEmpty();
        assertThat(get(ledger.recordOccasions(List.of()))).isEmpty();
    }

    private static Occurrence occasion(String job, Instant dueAt, String key) {
        return Occurrence.due(job, dueAt, Occasion.of(Occasion.Kind.EVENT, key));
    }

    @Test
    void aFigureThatCrossesItsThresholdIsDueOnceUntilItFell() {
        assertThat(get(ledger.cross(JOB, true, at(0)))).isPresent();
        assertThat(get(ledger.cross(JOB, true, at(1)))).isEmpty();
        assertThat(get(ledger.cross(JOB, false, at(2)))).isEmpty();
        assertThat(get(ledger.cross(JOB, true, at(3)))).isPresent();
        assertThat(claim(Overlap.ALLOW).started()).hasSize(2);
    }

    @Test
    void skipRunsOneAndRecordsWhyNotTheOthers() {
        record(JOB, 0, 1, 2);
        Claims claims = claim(Overlap.SKIP);
        assertThat(claims.started())
                .singleElement()
                .satisfies(one -> assertThat(one.key().dueAt()).isEqualTo(at(0)));
        assertThat(claims.skipped()).hasSize(2).allSatisfy(entry -> {
            assertThat(entry.state()).isEqualTo(RunState.SKIPPED);
            assertThat(entry.reason()).startsWith("an earlier run still goes on");
        });
    }

    @Test
    void queueOneRunsTheWaitingOneWhenTheFirstHasEnded() {
        record(JOB, 0, 1, 2);
        Claims claims = claim(Overlap.QUEUE_ONE);
        assertThat(claims.started()).hasSize(1);
        assertThat(claims.skipped()).hasSize(1);
        assertThat(claim(Overlap.QUEUE_ONE).started()).isEmpty();

        close(claims.started().getFirst(), RunState.SUCCEEDED);
        assertThat(claim(Overlap.QUEUE_ONE).started())
                .singleElement()
                .satisfies(one -> assertThat(one.key().dueAt()).isEqualTo(at(1)));
    }

    @Test
    void replaceAsksTheRunningOneToStop() {
        record(JOB, 0);
        Claim old = claim(Overlap.REPLACE).started().getFirst();
        record(JOB, 1);
        assertThat(claim(Overlap.REPLACE).cancel()).containsExactly(old.key());
        assertThat(get(ledger.renew(List.of(old))).cancel()).containsExactly(old.key());

        close(old, RunState.CANCELLED);
        assertThat(claim(Overlap.REPLACE).started())
                .singleElement()
                .satisfies(one -> assertThat(one.key().dueAt()).isEqualTo(at(1)));
    }

    @Test
    void aPausedJobRecordsWhyItDidNotRun() {
        assertThat(pause(JOB, Optional.of("night"))).isTrue();
        assertThat(pause("nobody", Optional.of("night"))).isFalse();
        record(JOB, 0);
        assertThat(claim(Overlap.SKIP).skipped())
                .singleElement()
                .satisfies(entry -> assertThat(entry.reason()).isEqualTo("paused: night"));

        pause(JOB, Optional.empty());
        record(JOB, 1);
        assertThat(claim(Overlap.SKIP).started()).hasSize(1);
    }

    @Test
    void onlyTheHolderOfTheNewestClaimMayCloseAndOnlyOnce() {
        record(JOB, 0);
        Claim claim = claim(Overlap.SKIP).started().getFirst();
        Claim stale = new Claim(claim.key(), claim.epoch() - 1, claim.kind(), claim.startedAt());
        assertThat(close(stale, RunState.SUCCEEDED).entry()).isNull();
        assertThat(close(claim, RunState.SUCCEEDED).entry()).isNotNull();
        assertThat(close(claim, RunState.FAILED).entry()).isNull();
        assertThat(history(JOB)).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(entry.attempts()).isEqualTo(2);
            assertThat(entry.endedAt()).isNotNull();
        });
    }

    @Test
    void oneNoticeWhenAJobBeginsToFailAndOneWhenItRecovers() {
        List<Notice> notices = new ArrayList<>();
        RunState[] ends = {RunState.FAILED, RunState.FAILED, RunState.SUCCEEDED, RunState.SUCCEEDED};
        for (int i = 0; i < ends.length; i++) {
            record(JOB, i);
            Claim claim = claim(Overlap.SKIP).started().stream()
                    .filter(one -> one.key().job().equals(JOB))
                    .findFirst()
                    .orElseThrow();
            close(claim, ends[i]).notice().ifPresent(notices::add);
        }
        assertThat(notices).containsExactly(Notice.FAILURE, Notice.RECOVERY);
        claim(Overlap.ALLOW);
        assertThat(history("job/on-failure")).hasSize(1);
        assertThat(history("job/on-recovery")).hasSize(1);
    }

    @Test
    void aJobThatFailsTooOftenIsPausedByItsOwnEnd() {
        Policies standard = Policies.standard();
        Policies pausing = new Policies(
                standard.misfire(), Overlap.SKIP, standard.timeouts(), standard.retry(), standard.lost(), 2, 1);
        for (int i = 0; i < 2; i++) {
            record(JOB, i);
            Claim claim = claim(Overlap.SKIP).started().stream()
                    .filter(one -> one.key().job().equals(JOB))
                    .findFirst()
                    .orElseThrow();
            Closing failed = new Closing(claim.key(), claim.epoch(), RunState.FAILED, "answered 500", 1);
            assertThat(get(ledger.close(List.of(failed), job -> pausing))
                            .getFirst()
                            .paused())
                    .isEqualTo(i == 1);
        }
        assertThat(state().paused()).contains("paused after 2 failed runs in a row");
        record(JOB, 2);
        assertThat(claim(Overlap.SKIP).skipped()).hasSize(1);
    }

    @Test
    void aRunOfADeadReplicaIsFoundAfterItsLeaseAndEndsAsUnknown() {
        record(JOB, 0);
        Claim claim = claim(Overlap.SKIP).started().getFirst();
        assertThat(get(ledger.expired(10, job -> true))).isEmpty();
        assertThat(close(claim, RunState.UNKNOWN).entry())
                .as("not while the lease lasts")
                .isNull();

        await().untilAsserted(
                        () -> assertThat(get(ledger.expired(10, job -> true))).hasSize(1));
        assertThat(close(claim, RunState.UNKNOWN).entry()).isNotNull();
        assertThat(history(JOB))
                .singleElement()
                .satisfies(e -> assertThat(e.state()).isEqualTo(RunState.UNKNOWN));

        assertThat(close(claim, RunState.SUCCEEDED).entry())
                .as("its holder knew better")
                .isNotNull();
        assertThat(history(JOB))
                .singleElement()
                .satisfies(e -> assertThat(e.state()).isEqualTo(RunState.SUCCEEDED));
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A run that ended as unknown and then as failed counted twice: pauseAfter 2 paused after one run",
            now = "It counts once")
    void aRunThatWasUnknownAndThenFailedCountsOnce() {
        record(JOB, 0);
        Claim claim = claim(Overlap.SKIP).started().getFirst();
        await().untilAsserted(
                        () -> assertThat(get(ledger.expired(10, job -> true))).hasSize(1));
        assertThat(close(claim, RunState.UNKNOWN).notice()).contains(Notice.FAILURE);
        assertThat(close(claim, RunState.FAILED).entry()).isNotNull();
        assertThat(state().failures()).isEqualTo(1);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "An end whose confirmation was lost was refused when it was recorded again, and had no line in the reports",
            now = "The same end from the same holder is answered with its row")
    void theSameEndRecordedAgainIsAnsweredWithItsRowAndCountsOnce() {
        record(JOB, 0);
        Claim claim = claim(Overlap.SKIP).started().getFirst();
        Closed first = close(claim, RunState.FAILED);
        Closed again = close(claim, RunState.FAILED);
        assertThat(again.entry()).isNotNull().isEqualTo(first.entry());
        assertThat(again.notice()).isEmpty();
        assertThat(state().failures()).isEqualTo(1);
    }

    @Test
    void expiredRunsOfJobsThatTheCallerDoesNotKnowAreLeftAloneUntilTheyAreRetired() {
        record(JOB, 0);
        record("other", 1);
        claim(Overlap.SKIP);
        await().untilAsserted(
                        () -> assertThat(get(ledger.expired(10, job -> true))).hasSize(2));
        assertThat(get(ledger.expired(1, "other"::equals)))
                .extracting(entry -> entry.key().job())
                .containsExactly("other");
        assertThat(get(ledger.expired(10, job -> false))).isEmpty();
        get(ledger.reconcile(Map.of("other", "x")));
        passes(GONE_AFTER);
        assertThat(get(ledger.expired(10, job -> false)))
                .extracting(entry -> entry.key().job())
                .containsExactly(JOB);
    }

    @Test
    void anUnknownEndIsRecordedByOneAlone() {
        record(JOB, 0);
        Claim claim = claim(Overlap.SKIP).started().getFirst();
        await().untilAsserted(
                        () -> assertThat(get(ledger.expired(10, job -> true))).hasSize(1));
        assertThat(close(claim, RunState.UNKNOWN).entry()).isNotNull();
        assertThat(close(claim, RunState.UNKNOWN).entry())
                .as("another replica reported it")
                .isNull();
    }

    @Test
    void aRunOfADeadReplicaCanBeMadeDueAgainAndTheOldHolderIsFencedOff() {
        record(JOB, 0);
        Claim old = claim(Overlap.SKIP).started().getFirst();
        assertThat(get(ledger.reopen(List.of(old.key())))).isZero();
        await().untilAsserted(
                        () -> assertThat(get(ledger.reopen(List.of(old.key())))).isEqualTo(1));

        Claim again = claim(Overlap.SKIP).started().getFirst();
        assertThat(again.epoch()).isEqualTo(old.epoch() + 1);
        assertThat(get(ledger.renew(List.of(old))).held()).isEmpty();
        assertThat(close(old, RunState.FAILED).entry()).isNull();
        assertThat(close(again, RunState.SUCCEEDED).entry()).isNotNull();
    }

    @Test
    void whatWasClaimedAndIsNotHeldIsGivenBack() {
        record(JOB, 0, 1);
        Instant before = get(ledger.now());
        List<Claim> claims = claim(Overlap.ALLOW).started();
        Claim held = claims.getFirst();
        Claim lost = claims.getLast();

        assertThat(get(ledger.giveBack(before, claims))).isZero();
        assertThat(get(ledger.giveBack(get(ledger.now()).plusSeconds(1), List.of())))
                .as("claimed before")
                .isZero();
        assertThat(get(ledger.giveBack(before, List.of(held)))).isEqualTo(1);

        Claim again = claim(Overlap.ALLOW).started().getFirst();
        assertThat(again.key()).isEqualTo(lost.key());
        assertThat(again.epoch()).isEqualTo(lost.epoch() + 1);
        assertThat(get(ledger.giveBack(before, List.of(held, lost))))
                .as("another claim of the same run")
                .isEqualTo(1);
        assertThat(close(held, RunState.SUCCEEDED).entry()).isNotNull();
    }

    @Test
    void aRenewedLeaseDoesNotExpire() {
        record(JOB, 0);
        Claim claim = claim(Overlap.SKIP).started().getFirst();
        Instant until = get(ledger.now()).plus(LEASE.multipliedBy(2));
        await().pollInterval(LEASE.dividedBy(8)).untilAsserted(() -> {
            assertThat(get(ledger.renew(List.of(claim))).held()).isEqualTo(Set.of(claim.key()));
            assertThat(get(ledger.now())).isAfter(until);
        });
        assertThat(get(ledger.expired(10, job -> true))).isEmpty();
    }

    @Test
    void aRunOfARetiredJobIsEndedByAnyReplica() {
        record(JOB, 0);
        get(ledger.reconcile(Map.of("other", "x")));
        passes(GONE_AFTER);
        assertThat(get(ledger.claim(Room.of(10), job -> Optional.empty())).started())
                .as("its holder says that it is gone")
                .hasSize(1);
    }

    @Test
    void aJobThatIsHeldIsNotGoneAndItsCursorStays() {
        Instant before = get(ledger.now());
        get(ledger.record(List.of(), Map.of(JOB, before.plusSeconds(1))));
        record(JOB, 0);
        claim(Overlap.SKIP);
        await().untilAsserted(
                        () -> assertThat(get(ledger.expired(10, job -> true))).hasSize(1));

        get(ledger.reconcile(Map.of("other", "x")));
        get(ledger.hold(List.of(JOB, "other", "nobody")));

        assertThat(get(ledger.expired(10, job -> false))).isEmpty();
        assertThat(state().evaluatedTo()).isCloseTo(before.plusSeconds(1), within());
        Map<String, JobState> back = get(ledger.reconcile(Map.of(JOB, "every second", "other", "x")));
        assertThat(back).containsOnlyKeys(JOB, "other");
        assertThat(state().evaluatedTo()).isCloseTo(before.plusSeconds(1), within());
    }

    @ParameterizedTest
    @EnumSource(names = {"BACKFILL", "CATCH_UP"})
    void backfillsRunOneAfterTheOtherAndNoneIsDropped(Occasion.Kind kind) {
        get(ledger.record(
                IntStream.range(0, 3)
                        .mapToObj(i -> Occurrence.due(JOB, at(i), Occasion.of(kind)))
                        .toList(),
                Map.of()));
        for (int i = 0; i < 3; i++) {
            Claims claims = claim(Overlap.SKIP);
            assertThat(claims.started()).hasSize(1);
            assertThat(claims.started().getFirst().key().dueAt()).isEqualTo(at(i));
            close(claims.started().getFirst(), RunState.SUCCEEDED);
        }
    }

    @Test
    void whatIsDueNowIsClaimedBeforeOlderBackfills() {
        backfill(0, 1, 2);
        Claim running = claim(Overlap.SKIP).started().getFirst();
        record(JOB, 50);
        assertThat(claim(Overlap.SKIP).skipped()).isEmpty();
        close(running, RunState.SUCCEEDED);
        assertThat(claim(Overlap.SKIP).started())
                .singleElement()
                .satisfies(one -> assertThat(one.key().dueAt()).isEqualTo(at(50)));
    }

    @Test
    void backfillsTakeNoMoreThanTheirRoomAndAJobNoMoreThanIts() {
        backfill(0, 1, 2, 3);
        record("other", 10, 11, 12, 13);
        Room room = new Room(6, 2, 3, Map.of("other", 1));
        Claims claims = get(ledger.claim(room, known(Overlap.ALLOW)));
        assertThat(claims.started())
                .extracting(one -> one.key().job(), one -> one.key().dueAt())
                .containsExactlyInAnyOrder(
                        tuple("other", at(10)), tuple("other", at(11)), tuple(JOB, at(0)), tuple(JOB, at(1)));
        assertThat(get(ledger.claim(new Room(6, 6, 2, Map.of("other", 2, JOB, 2)), known(Overlap.ALLOW)))
                        .started())
                .as("both have all they may have")
                .isEmpty();
    }

    @Test
    void aRunThatIsHandedBackIsClaimedOnceMoreAndItsOldClaimIsFencedOff() {
        record(JOB, 0);
        Claim old = claim(Overlap.SKIP).started().getFirst();
        assertThat(close(old, RunState.DUE).entry()).isNotNull();
        assertThat(get(ledger.expired(10, job -> true))).isEmpty();
        Claim again = claim(Overlap.SKIP).started().getFirst();
        assertThat(again.key()).isEqualTo(old.key());
        assertThat(claim(Overlap.SKIP).started()).isEmpty();
        assertThat(close(old, RunState.CANCELLED).entry()).isNull();
        assertThat(close(again, RunState.SUCCEEDED).entry()).isNotNull();
        assertThat(close(again, RunState.DUE).entry()).as("an end stays").isNull();
    }

    private void backfill(int... seconds) {
        List<Occurrence> due = IntStream.of(seconds)
                .mapToObj(second -> Occurrence.due(JOB, at(second), Occasion.of(Occasion.Kind.BACKFILL)))
                .toList();
        get(ledger.record(due, Map.of()));
    }

    @Test
    void historyIsNewestFirstAndCanBePaged() {
        record(JOB, 0, 1, 2, 3);
        record("other", 0);
        List<Entry> page = get(ledger.history(JOB, null, 2));
        assertThat(page).extracting(entry -> entry.key().dueAt()).containsExactly(at(3), at(2));
        assertThat(get(ledger.history(JOB, at(2), 10)))
                .extracting(entry -> entry.key().dueAt())
                .containsExactly(at(1), at(0));
    }

    @Test
    void tenThousandDueTimesOfOneSecondAreClaimedEachOnce() {
        List<Occurrence> due = IntStream.range(0, 10_000)
                .mapToObj(i -> Occurrence.due(JOB, start.plus(i, ChronoUnit.MICROS), Occasion.SCHEDULED))
                .toList();
        assertThat(get(ledger.record(due, Map.of()))).hasSize(10_000);
        Set<RunKey> claimed = new java.util.HashSet<>();
        boolean more = true;
        while (more) {
            Claims claims = get(ledger.claim(Room.of(1_000), known(Overlap.ALLOW)));
            claims.started().forEach(one -> assertThat(claimed.add(one.key())).isTrue());
            more = claims.more();
        }
        assertThat(claimed).hasSize(10_000);
    }

    private List<Entry> record(String job, int... seconds) {
        List<Occurrence> due = IntStream.of(seconds)
                .mapToObj(second -> Occurrence.due(job, at(second), Occasion.SCHEDULED))
                .toList();
        return get(ledger.record(due, Map.of()));
    }

    private Claims claim(Overlap overlap) {
        return get(ledger.claim(Room.of(100), known(overlap)));
    }

    private Closed close(Claim claim, RunState state) {
        @Nullable String reason = state == RunState.SUCCEEDED ? null : "because";
        return get(ledger.close(
                        List.of(new Closing(claim.key(), claim.epoch(), state, reason, 2)), policies(Overlap.SKIP)))
                .getFirst();
    }

    private List<Entry> history(String job) {
        return get(ledger.history(job, null, 100));
    }

    private JobState state() {
        return state(JOB);
    }

    private Instant at(int second) {
        return start.plusSeconds(second);
    }

    private static org.assertj.core.data.TemporalUnitOffset within() {
        return new org.assertj.core.data.TemporalUnitWithinOffset(1, ChronoUnit.MILLIS);
    }

    private static Function<String, Optional<Policies>> known(Overlap overlap) {
        return policies(overlap).andThen(Optional::of);
    }

    private static Function<String, Policies> policies(Overlap overlap) {
        Policies standard = Policies.standard();
        Policies policies =
                new Policies(standard.misfire(), overlap, standard.timeouts(), standard.retry(), standard.lost(), 0, 1);
        return job -> policies;
    }

    protected static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
