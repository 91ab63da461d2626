package io.bhiv.trigger;

import static io.bhiv.trigger.Histories.morning;
import static io.bhiv.trigger.Histories.night;
import static io.bhiv.trigger.Histories.spot;
import static io.bhiv.trigger.Histories.tag;
import static io.bhiv.trigger.Histories.usual;
import static io.bhiv.trigger.Histories.usualNights;
import static io.bhiv.trigger.Histories.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.trigger.explain.Evidence;
import io.bhiv.trigger.explain.Outcome;
import io.bhiv.trigger.explain.Status;
import io.bhiv.trigger.explain.Trigger;
import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Parameters.Options;
import io.bhiv.trigger.parameters.Severity;
import io.bhiv.trigger.rule.Recommendation;
import io.bhiv.trigger.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sources, tags, options and texts. */
class PersonalNightsTest {

    private static final Options USUAL = Parameters.DEFAULTS.options();

    private static Evaluation replay(Mode mode, Options options, List<OfNight> history) {
        return new TriggerEngine(mode, Parameters.DEFAULTS.withOptions(options)).replay("u", PersonState.NEW, history);
    }

    private static Evaluation personal(List<OfNight> history) {
        return replay(Mode.PERSONAL, USUAL, history);
    }

    private static NightResult on(Evaluation evaluation, int day) {
        return evaluation.nights().stream()
                .filter(result -> result.night().equals(night(day)))
                .findFirst()
                .orElseThrow();
    }

    private static List<Trigger> triggers(NightResult night) {
        return night.outcomes().stream().map(Outcome::trigger).toList();
    }

    private static List<Trigger> all(Evaluation evaluation) {
        return evaluation.nights().stream()
                .flatMap(night -> triggers(night).stream())
                .toList();
    }

    /** Usual until {@code day}, and then one night that would fire MODERATE. */
    private static List<OfNight> lowOn(int day, OfNight... more) {
        List<OfNight> history = new ArrayList<>(usualNights(Metric.RMSSD, 0, day - 1));
        history.add(value(day, Metric.RMSSD, 30));
        history.addAll(List.of(more));
        return history;
    }

    @Test
    void anotherSourceBeginsTheBaselineAnewAndSaysSo() {
        List<OfNight> history = new ArrayList<>(usualNights(Metric.RHR, 0, 39));
        for (int day = 40; day < 65; day++) {
            history.add(value(day, Metric.RHR, 40 + day % 2, "watch"));
        }
        Evaluation evaluation = personal(history);
        Outcome reset = on(evaluation, 40).outcomes().getFirst();
        assertThat(reset).isInstanceOf(Outcome.Noted.class);
        assertThat(reset.trigger().rule()).isEqualTo(Rule.BASELINE_RESET);
        assertThat(reset.trigger().severity()).isEqualTo(Severity.INFO);
        assertThat(reset.trigger().explanation()).contains("resting heart rate");
        assertThat(all(evaluation)).hasSize(1);
        assertThat(Objects.requireNonNull(on(evaluation, 59).statistics().get(Metric.RHR))
                        .isReady())
                .isFalse();
        assertThat(Objects.requireNonNull(on(evaluation, 60).statistics().get(Metric.RHR))
                        .isReady())
                .isTrue();
    }

    @Test
    void aSecondDeviceInTheSameNightChangesNothing() {
        List<OfNight> history = new ArrayList<>();
        for (int day = 0; day < 40; day++) {
            history.add(value(day, Metric.RHR, usual(Metric.RHR, day), "ring"));
            history.add(value(day, Metric.RHR, 90, "zz-watch"));
        }
        assertThat(all(personal(history))).isEmpty();
        assertThat(Objects.requireNonNull(on(personal(history), 39).statistics().get(Metric.RHR))
                        .x())
                .isEqualTo(usual(Metric.RHR, 39));
    }

    @Test
    void theCurrentSourceIsPreferredAlsoWhereAnotherNameComesFirst() {
        List<OfNight> history = new ArrayList<>(usualNights(Metric.RHR, 0, 30));
        history.add(value(31, Metric.RHR, 90, "a-watch"));
        history.add(value(31, Metric.RHR, 58, "ring"));
        NightResult night = on(personal(history), 31);
        assertThat(night.outcomes()).isEmpty();
        assertThat(Objects.requireNonNull(night.statistics().get(Metric.RHR)).x())
                .isEqualTo(58);
    }

    @Test
    void nocturnalIsPreferredToMorning() {
        Observation morning = new Observation(
                Metric.RMSSD, 70, night(0), "a", MeasurementContext.MORNING_SPOT, true, false, morning(0));
        Evaluation evaluation = personal(List.of(morning, value(0, Metric.RMSSD, 50)));
        assertThat(Objects.requireNonNull(
                                evaluation.nights().getFirst().statistics().get(Metric.RMSSD))
                        .x())
                .isEqualTo(StrictMath.log(50));
    }

    @Test
    void deviationsOfTheVendorAreAKindOfTheirOwn() {
        List<OfNight> history = new ArrayList<>(usualNights(Metric.SKIN_TEMP, 0, 29));
        for (int day = 30; day < 60; day++) {
            history.add(value(day, Metric.SKIN_TEMP, 0.1 * (day % 3) - 0.1));
        }
        history.add(value(60, Metric.SKIN_TEMP, 1.4));
        Evaluation evaluation = personal(history);
        assertThat(triggers(on(evaluation, 30))).extracting(Trigger::rule).containsExactly(Rule.BASELINE_RESET);
        Trigger warm = triggers(on(evaluation, 60)).getFirst();
        assertThat(warm.rule()).isEqualTo(Rule.SKIN_TEMP);
        assertThat(warm.severity()).isEqualTo(Severity.HIGH);
        assertThat(warm.evidence()).allMatch(Evidence::deviation);
        assertThat(evaluation.rejected()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Tag.class,
            names = {"ALCOHOL", "VACCINATION", "ALTITUDE", "HARD_TRAINING", "ILLNESS"})
    void whatExplainsANightMakesItInformation(Tag tag) {
        Trigger plain = triggers(on(personal(lowOn(40)), 40)).getFirst();
        assertThat(plain.severity()).isEqualTo(Severity.MODERATE);
        assertThat(plain.explainedBy()).isEmpty();
        Trigger explained = triggers(on(personal(lowOn(40, tag(40, tag))), 40)).getFirst();
        assertThat(explained.severity()).isEqualTo(Severity.INFO);
        assertThat(explained.recommendation()).isEqualTo(Recommendation.OBSERVE_TREND);
        assertThat(explained.explainedBy()).containsExactly(tag);
    }

    @Test
    void noTagChangesTheFixedRuleThatOthersRelyOn() {
        List<OfNight> history = List.of(value(0, Metric.RMSSD, 30), tag(0, Tag.ALCOHOL));
        assertThat(all(replay(Mode.FIXED, USUAL, history)).getFirst().severity())
                .isEqualTo(Severity.HIGH);
        assertThat(all(replay(Mode.BOTH, USUAL, history)).getFirst().severity()).isEqualTo(Severity.HIGH);
        assertThat(all(replay(Mode.HYBRID, USUAL, history)).getFirst().severity())
                .isEqualTo(Severity.INFO);
    }

    @Test
    void aTagNeverLowersCritical() {
        List<OfNight> history = List.of(value(0, Metric.RMSSD, 20), tag(0, Tag.ALCOHOL));
        assertThat(all(replay(Mode.HYBRID, USUAL, history)).getFirst().severity())
                .isEqualTo(Severity.CRITICAL);
    }

    @Test
    void theLutealPhaseRaisesTheLimitsOfSkinTemperature() {
        List<OfNight> history = new ArrayList<>(usualNights(Metric.SKIN_TEMP, 0, 39));
        history.add(value(40, Metric.SKIN_TEMP, 35.15));
        assertThat(all(personal(history))).hasSize(1);
        assertThat(on(personal(history), 40).readings().unusual()).containsExactly(Metric.SKIN_TEMP);
        history.add(tag(40, Tag.LUTEAL));
        assertThat(all(personal(history))).isEmpty();
        assertThat(on(personal(history), 40).readings().unusual()).isEmpty();
        history.set(40, value(40, Metric.SKIN_TEMP, 35.4));
        assertThat(all(personal(history))).hasSize(1);
        assertThat(on(personal(history), 40).readings().unusual()).containsExactly(Metric.SKIN_TEMP);
    }

    @ParameterizedTest
    @EnumSource(
            value = Tag.class,
            names = {"PREGNANCY", "ATRIAL_FIBRILLATION", "PACEMAKER", "BETA_BLOCKER_CHANGE"})
    void whatMakesTheOldBaselineWrongSilencesPersonalRulesUntilThereIsANewOne(Tag tag) {
        List<OfNight> history = new ArrayList<>(usualNights(Metric.RMSSD, 0, 39));
        history.addAll(usualNights(Metric.SPO2, 0, 39));
        history.add(tag(40, tag));
        for (int day = 40; day < 70; day++) {
            history.add(value(day, Metric.RMSSD, 30 + day % 3));
            history.add(value(day, Metric.SPO2, 91));
            // Repeated every week, it restarts nothing.
            if (day % 7 == 0) {
                history.add(tag(day, tag));
            }
        }
        history.add(value(70, Metric.RMSSD, 12));
        history.add(value(70, Metric.SPO2, 91));
        Evaluation evaluation = personal(history);
        assertThat(all(evaluation)).extracting(Trigger::night).containsOnly(night(70));
        assertThat(all(evaluation)).extracting(Trigger::rule).contains(Rule.HRV_ACUTE);
    }

    @Test
    void withoutTheTagLowOxygenFiresAtOnce() {
        List<OfNight> history = List.of(value(0, Metric.SPO2, 91), value(1, Metric.SPO2, 91));
        assertThat(all(personal(history))).extracting(Trigger::severity).containsExactly(Severity.HIGH);
    }

    @Test
    void aSpotValueReachesTheFixedRuleAlone() {
        Evaluation evaluation =
                replay(Mode.HYBRID, USUAL, List.of(value(0, Metric.RMSSD, 50), spot(0, 22), spot(0, 35)));
        Trigger trigger = all(evaluation).getFirst();
        assertThat(all(evaluation)).hasSize(1);
        assertThat(trigger.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(trigger.evidence().getFirst().value()).isEqualTo(22);
        assertThat(trigger.evidence().getFirst().context()).isEqualTo("spot");
        assertThat(trigger.explanation()).contains("spot measurement");
        assertThat(Objects.requireNonNull(
                                evaluation.nights().getFirst().statistics().get(Metric.RMSSD))
                        .x())
                .isEqualTo(StrictMath.log(50));
    }

    @Test
    void oncePersonIsKnownHybridAsksNoFixedRuleEvenForASpotValue() {
        List<OfNight> history = new ArrayList<>(usualNights(Metric.RMSSD, 0, 39));
        history.add(spot(40, 10));
        Evaluation evaluation = replay(Mode.HYBRID, USUAL, history);
        assertThat(all(evaluation)).isEmpty();
        assertThat(on(evaluation, 40).statistics()).isEmpty();
    }

    @Test
    void theEndOfANotifiedEpisodeIsToldOnceWhereThatIsWanted() {
        List<OfNight> history = new ArrayList<>(lowOn(40));
        history.addAll(usualNights(Metric.RMSSD, 41, 60));
        Options telling = new Options(true, true, false, false, 28);
        List<Trigger> ends = all(replay(Mode.PERSONAL, telling, history)).stream()
                .filter(trigger -> trigger.status() == Status.RESOLVED)
                .toList();
        assertThat(ends).extracting(Trigger::rule).contains(Rule.HRV_ACUTE).doesNotHaveDuplicates();
        Trigger end = ends.getFirst();
        assertThat(end.night()).isEqualTo(night(44));
        assertThat(end.openedOn()).isEqualTo(night(40));
        assertThat(all(replay(Mode.PERSONAL, USUAL, history)))
                .noneMatch(trigger -> trigger.status() == Status.RESOLVED);
    }

    @Test
    void fixedModeWithoutEpisodesNotifiesEveryFiring() {
        List<OfNight> history = List.of(value(0, Metric.RMSSD, 20), value(1, Metric.RMSSD, 21));
        Options legacy = new Options(false, false, false, false, 28);
        assertThat(replay(Mode.FIXED, legacy, history).nights())
                .allMatch(night -> night.notification().isPresent());
        assertThat(replay(Mode.FIXED, USUAL, history).nights().get(1).notification())
                .isEmpty();
    }

    @Test
    void lowForManyButUsualHereIsSaidNowAndThen() {
        List<OfNight> history = new ArrayList<>();
        for (int day = 0; day < 80; day++) {
            history.add(value(day, Metric.RMSSD, 30 + day % 4));
        }
        Options noting = new Options(true, false, false, true, 28);
        assertThat(all(replay(Mode.HYBRID, noting, history)).stream()
                        .filter(trigger -> trigger.rule() == Rule.LOW_FOR_POPULATION_NORMAL_FOR_YOU)
                        .map(Trigger::night))
                .containsExactly(night(20), night(48), night(76));
        assertThat(all(replay(Mode.HYBRID, USUAL, history)))
                .noneMatch(trigger -> trigger.rule() == Rule.LOW_FOR_POPULATION_NORMAL_FOR_YOU);
    }

    @Test
    void anUnusuallyHighWeekIsInformationWhereThatIsWanted() {
        List<OfNight> history = new ArrayList<>(usualNights(Metric.RMSSD, 0, 39));
        for (int day = 40; day < 48; day++) {
            history.add(value(day, Metric.RMSSD, 95));
        }
        Options high = new Options(true, false, true, false, 28);
        assertThat(all(replay(Mode.PERSONAL, high, history)))
                .isNotEmpty()
                .allMatch(trigger -> trigger.rule() == Rule.HRV_HIGH && trigger.severity() == Severity.INFO);
        assertThat(all(personal(history))).isEmpty();
    }

    @Test
    void theExplanationQuotesTheEvidence() {
        Trigger trigger = triggers(on(personal(lowOn(40)), 40)).getFirst();
        Evidence evidence = trigger.evidence().getFirst();
        assertThat(evidence.value()).isEqualTo(30);
        assertThat(evidence.unit()).isEqualTo("ms");
        assertThat(evidence.source()).isEqualTo("ring");
        assertThat(evidence.low()).isNotNull().isLessThan(Objects.requireNonNull(evidence.usual()));
        assertThat(evidence.high()).isNotNull().isGreaterThan(evidence.usual());
        assertThat(trigger.explanation())
                .startsWith(
                        "Your heart rate variability (RMSSD) last night was 30 ms; your usual range over 34 nights is ")
                .contains("times your usual night-to-night variation below.")
                .contains("This is wellness information, not a diagnosis");
        assertThat(trigger.disclaimer()).isEqualTo("wellness_information_not_medical_advice");
        assertThat(trigger.parametersHash()).isEqualTo(Parameters.DEFAULTS.hash());
    }

    @Test
    void theIdIsTheHashThatIsDocumented() {
        Trigger trigger = all(replay(Mode.FIXED, USUAL, List.of(value(0, Metric.RMSSD, 20))))
                .getFirst();
        // sha256("u|FIXED_RMSSD|2026-01-03|CRITICAL|1"), first 16 digits
        assertThat(trigger.triggerId()).isEqualTo("4edfa4889f00850d");
    }

    @Test
    void aCorrectionBeforeTheNightClosesChangesTheEvidenceAndNotTheId() {
        Trigger first = all(replay(Mode.FIXED, USUAL, List.of(value(0, Metric.RMSSD, 20))))
                .getFirst();
        Trigger corrected = all(replay(
                        Mode.FIXED, USUAL, List.of(value(0, Metric.RMSSD, 20), value(0, Metric.RMSSD, 19))))
                .getFirst();
        assertThat(corrected.triggerId()).isEqualTo(first.triggerId());
        assertThat(corrected.evidence()).isNotEqualTo(first.evidence());
    }

    @Test
    void noTextNamesADisease() {
        List<String> words = List.of(
                "covid",
                "flu",
                "influenza",
                "fibrillation",
                "arrhythmia",
                "pneumonia",
                "sepsis",
                "apnea",
                "apnoea",
                "hypoxia",
                "hypoxemia",
                "fever",
                "depression",
                "diabetes",
                "heart disease",
                "heart failure",
                "asthma",
                "copd",
                "patient");
        for (long seed = 0; seed < 30; seed++) {
            Options everything = new Options(true, true, true, true, 28);
            for (Trigger trigger : all(replay(Mode.BOTH, everything, Histories.lifelike(seed, 120)))) {
                assertThat(trigger.explanation().toLowerCase(java.util.Locale.ROOT))
                        .doesNotContain(words);
                assertThat(trigger.disclaimer()).isEqualTo(Trigger.DISCLAIMER);
                assertThat(trigger.toString()).doesNotContain(trigger.explanation());
            }
        }
    }

    @Test
    void aValueJustBelowALimitDoesNotLookLikeIt() {
        Trigger trigger = all(replay(Mode.FIXED, USUAL, List.of(value(0, Metric.RMSSD, 39.99))))
                .getFirst();
        assertThat(trigger.explanation()).contains("was 39.99 ms. This is below the fixed limit of 40 ms.");
    }
}
