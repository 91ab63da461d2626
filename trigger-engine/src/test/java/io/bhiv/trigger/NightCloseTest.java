package io.bhiv.trigger;

import static io.bhiv.trigger.Histories.backfilled;
import static io.bhiv.trigger.Histories.morning;
import static io.bhiv.trigger.Histories.night;
import static io.bhiv.trigger.Histories.provisional;
import static io.bhiv.trigger.Histories.spot;
import static io.bhiv.trigger.Histories.tag;
import static io.bhiv.trigger.Histories.usual;
import static io.bhiv.trigger.Histories.usualNights;
import static io.bhiv.trigger.Histories.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.night.Rejection;
import io.bhiv.trigger.night.Rejection.Reason;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a night is over, and what becomes of values that come early, late, twice or wrong. */
class NightCloseTest {

    private static final Duration SIX_HOURS = Duration.ofHours(6);

    private final TriggerEngine engine = new TriggerEngine(Mode.HYBRID, Parameters.DEFAULTS);

    private Evaluation advance(PersonState state, Instant now, OfNight... arrivals) {
        return engine.advance("u", state, List.of(arrivals), now);
    }

    /** Known to the night before day 30: RMSSD and resting heart rate. */
    private PersonState known() {
        List<OfNight> history = new ArrayList<>(usualNights(Metric.RMSSD, 0, 29));
        history.addAll(usualNights(Metric.RHR, 0, 29));
        return engine.replay("u", PersonState.NEW, history).state();
    }

    @Test
    void aFirstNightWaitsSixHours() {
        Evaluation arrived = advance(PersonState.NEW, morning(0), value(0, Metric.RMSSD, 20));
        assertThat(arrived.nights()).isEmpty();
        assertThat(arrived.nextDue()).contains(morning(0).plus(SIX_HOURS));
        Instant justBefore = morning(0).plus(SIX_HOURS).minusMillis(1);
        assertThat(advance(arrived.state(), justBefore).nights()).isEmpty();
        Evaluation closed = advance(arrived.state(), morning(0).plus(SIX_HOURS));
        assertThat(closed.nights()).hasSize(1);
        assertThat(closed.nights().getFirst().notification()).isPresent();
        assertThat(closed.nextDue()).isEmpty();
    }

    @Test
    void aNightClosesOnceEverythingExpectedIsIn() {
        Evaluation one = advance(known(), morning(30), value(30, Metric.RMSSD, 50));
        assertThat(one.nights()).isEmpty();
        Evaluation both = advance(one.state(), morning(30).plusSeconds(60), value(30, Metric.RHR, 58));
        assertThat(both.nights()).hasSize(1);
        assertThat(both.nights().getFirst().statistics()).containsOnlyKeys(Metric.RMSSD, Metric.RHR);
    }

    @Test
    void aProvisionalValueIsNotIn() {
        Evaluation waiting =
                advance(known(), morning(30), provisional(30, Metric.RMSSD, 50), value(30, Metric.RHR, 58));
        assertThat(waiting.nights()).isEmpty();
        Evaluation closed = advance(waiting.state(), morning(30).plusSeconds(60), value(30, Metric.RMSSD, 44));
        assertThat(x(closed, Metric.RMSSD)).isEqualTo(StrictMath.log(44));
    }

    @Test
    void aProvisionalValueNeverReplacesAFinalOne() {
        Evaluation evaluation = advance(
                known(),
                morning(30),
                value(30, Metric.RMSSD, 44),
                provisional(30, Metric.RMSSD, 50),
                value(30, Metric.RHR, 58));
        assertThat(x(evaluation, Metric.RMSSD)).isEqualTo(StrictMath.log(44));
    }

    @Test
    void theLaterOfTwoFinalValuesStandsWhateverTheirOrder() {
        Observation early = value(30, Metric.RMSSD, 44);
        Observation late = new Observation(
                Metric.RMSSD,
                47,
                night(30),
                "ring",
                MeasurementContext.NOCTURNAL,
                true,
                false,
                morning(30).plusSeconds(5));
        for (List<OfNight> order : List.<List<OfNight>>of(List.of(early, late), List.of(late, early))) {
            Evaluation evaluation =
                    engine.advance("u", known(), order, morning(30).plus(SIX_HOURS));
            assertThat(x(evaluation, Metric.RMSSD)).isEqualTo(StrictMath.log(47));
        }
    }

    private static double x(Evaluation evaluation, Metric metric) {
        assertThat(evaluation.nights()).hasSize(1);
        return Objects.requireNonNull(
                        evaluation.nights().getFirst().statistics().get(metric))
                .x();
    }

    @Test
    void aNightWaitsForTheOneBefore() {
        Evaluation open = advance(
                known(),
                morning(30).plusSeconds(1),
                provisional(30, Metric.RMSSD, 50),
                value(31, Metric.RMSSD, 51),
                value(31, Metric.RHR, 58));
        assertThat(open.nights()).isEmpty();
        Evaluation closed = advance(
                open.state(), morning(30).plusSeconds(2), value(30, Metric.RMSSD, 50), value(30, Metric.RHR, 57));
        assertThat(closed.nights().stream().map(NightResult::night)).containsExactly(night(30), night(31));
    }

    @Test
    void ofTooManyOpenNightsTheOldestCloseAtOnce() {
        OfNight[] week = new OfNight[11];
        for (int i = 0; i < week.length; i++) {
            week[i] = backfilled(i, Metric.RMSSD, 50, morning(20));
        }
        Evaluation evaluation = advance(PersonState.NEW, morning(20), week);
        assertThat(evaluation.nights().stream().map(NightResult::night)).startsWith(night(0), night(1), night(2));
        assertThat(evaluation.nextDue()).isNotNull();
    }

    @Test
    void aLateValueFeedsTheBaselineAndIsNotEvaluated() {
        List<OfNight> holes = new ArrayList<>(usualNights(Metric.RHR, 0, 40));
        holes.removeIf(one -> one.night().equals(night(20)));
        PersonState state = engine.replay("u", PersonState.NEW, holes).state();
        Evaluation late = advance(state, morning(41), value(20, Metric.RHR, usual(Metric.RHR, 20)));
        assertThat(late.nights()).isEmpty();
        assertThat(late.rejected()).isEmpty();
        Evaluation next = advance(late.state(), morning(41), value(41, Metric.RHR, 58));
        Evaluation without = advance(state, morning(41), value(41, Metric.RHR, 58));
        assertThat(statistics(next).baseCount()).isEqualTo(statistics(without).baseCount() + 1);
    }

    private static Statistics statistics(Evaluation evaluation) {
        return Objects.requireNonNull(
                evaluation.nights().getFirst().statistics().get(Metric.RHR));
    }

    @Test
    void aLateCorrectionCountsOnceInTheMedianOfNightSignal() {
        PersonState state = engine.replay("u", PersonState.NEW, usualNights(Metric.RHR, 0, 40))
                .state();
        PersonState corrected =
                advance(state, morning(41), value(40, Metric.RHR, 90)).state();
        PersonState backAgain = advance(corrected, morning(41), value(40, Metric.RHR, usual(Metric.RHR, 40)))
                .state();
        assertThat(corrected).isNotEqualTo(state);
        assertThat(backAgain).isEqualTo(state);
    }

    @Test
    void aLateValueOfAnotherSourceIsRefused() {
        Evaluation late = advance(known(), morning(30), value(10, Metric.RHR, 60, "watch"));
        assertThat(reasons(late)).containsExactly(Reason.LATE);
        assertThat(late.state()).isEqualTo(known());
    }

    @Test
    void whatIsOlderThanTheRingAndWhatHasNotBeenIsRefused() {
        PersonState state = engine.replay("u", PersonState.NEW, usualNights(Metric.RHR, 0, 80))
                .state();
        Evaluation evaluation = advance(
                state,
                morning(80),
                value(80 - 67, Metric.RHR, 58),
                value(80 - 66, Metric.RHR, 58),
                value(82, Metric.RHR, 58),
                value(81, Metric.RHR, 58));
        assertThat(reasons(evaluation)).containsExactly(Reason.TOO_OLD, Reason.FUTURE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -3, 300.1, Double.NaN, Double.POSITIVE_INFINITY})
    void whatIsNoMeasurementReachesNoRuleInAnyMode(double rmssd) {
        for (Mode mode : Mode.values()) {
            Evaluation evaluation = new TriggerEngine(mode, Parameters.DEFAULTS)
                    .replay("u", PersonState.NEW, List.of(value(0, Metric.RMSSD, rmssd), spot(1, rmssd)));
            assertThat(evaluation.nights()).isEmpty();
            assertThat(reasons(evaluation)).containsExactly(Reason.NO_MEASUREMENT, Reason.NO_MEASUREMENT);
        }
    }

    @Test
    void anImplausibleValueReachesTheFixedRuleOfModeFixedOnly() {
        List<OfNight> low = List.of(value(0, Metric.RMSSD, 3));
        Evaluation fixed = new TriggerEngine(Mode.FIXED, Parameters.DEFAULTS).replay("u", PersonState.NEW, low);
        Evaluation hybrid = engine.replay("u", PersonState.NEW, low);
        assertThat(fixed.nights().getFirst().notification()).isPresent();
        assertThat(fixed.nights().getFirst().statistics()).isEmpty();
        assertThat(hybrid.nights()).isEmpty();
        assertThat(reasons(fixed)).containsExactly(Reason.IMPLAUSIBLE);
        assertThat(reasons(hybrid)).containsExactly(Reason.IMPLAUSIBLE);
    }

    @Test
    void plausibilityIncludesItsLimits() {
        assertThat(reasons(engine.replay(
                        "u", PersonState.NEW, List.of(value(0, Metric.RHR, 25), value(1, Metric.RHR, 130)))))
                .isEmpty();
        assertThat(reasons(engine.replay(
                        "u", PersonState.NEW, List.of(value(0, Metric.RHR, 24.9), value(1, Metric.RHR, 130.1)))))
                .containsExactly(Reason.IMPLAUSIBLE, Reason.IMPLAUSIBLE);
    }

    @Test
    void spotValuesOfOtherMetricsHaveNoRule() {
        Observation spot =
                new Observation(Metric.RHR, 60, night(0), "ring", MeasurementContext.SPOT, true, false, morning(0));
        assertThat(reasons(advance(PersonState.NEW, morning(0), spot))).containsExactly(Reason.NO_RULE_FOR_SPOT);
    }

    @Test
    void aNightThatIsLongPastFiresNothing() {
        Evaluation threeDays = advance(PersonState.NEW, morning(3).plus(SIX_HOURS), value(0, Metric.RMSSD, 20));
        Evaluation fourDays = advance(PersonState.NEW, morning(4).plus(SIX_HOURS), value(0, Metric.RMSSD, 20));
        assertThat(threeDays.nights().getFirst().outcomes()).isNotEmpty();
        assertThat(fourDays.nights().getFirst().outcomes()).isEmpty();
        assertThat(fourDays.nights().getFirst().quiet()).isTrue();
    }

    @Test
    void whatWasFetchedForThePastFeedsBaselinesAndFiresNothing() {
        List<OfNight> past = new ArrayList<>();
        for (int day = 0; day < 30; day++) {
            past.add(backfilled(day, Metric.RMSSD, 18, morning(30)));
        }
        Evaluation filled =
                engine.advance("u", PersonState.NEW, past, morning(30).plus(SIX_HOURS));
        assertThat(filled.nights()).hasSize(30).allMatch(NightResult::quiet);
        assertThat(filled.nights()).allMatch(night -> night.outcomes().isEmpty());
        // What is low for everybody is usual for this person, so the fixed rule no longer answers.
        Evaluation live = advance(filled.state(), morning(30).plus(SIX_HOURS), value(30, Metric.RMSSD, 18));
        assertThat(live.nights().getFirst().outcomes()).isEmpty();
        assertThat(live.nights().getFirst().quiet()).isFalse();
    }

    @Test
    void oneLiveValueMakesANightALiveOne() {
        Evaluation evaluation = advance(
                PersonState.NEW,
                morning(0).plus(SIX_HOURS),
                backfilled(0, Metric.RHR, 58, morning(0)),
                value(0, Metric.RMSSD, 20));
        assertThat(evaluation.nights().getFirst().quiet()).isFalse();
    }

    @Test
    void aNightWithTagsAloneHasNoEndOfItsOwn() {
        Evaluation tagged = advance(known(), morning(30), tag(30, Tag.ALCOHOL));
        assertThat(tagged.nextDue()).isEmpty();
        Evaluation next = advance(tagged.state(), morning(31), value(31, Metric.RMSSD, 50), value(31, Metric.RHR, 58));
        assertThat(next.nights().stream().map(NightResult::night)).containsExactly(night(30), night(31));
    }

    @Test
    void aTagForAClosedNightComesTooLate() {
        assertThat(reasons(advance(known(), morning(30), tag(29, Tag.ALCOHOL)))).containsExactly(Reason.LATE);
    }

    private static List<Reason> reasons(Evaluation evaluation) {
        return evaluation.rejected().stream().map(Rejection::reason).toList();
    }
}
