package io.bhiv.trigger;

import static io.bhiv.trigger.Histories.usual;
import static io.bhiv.trigger.Histories.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.trigger.explain.Outcome;
import io.bhiv.trigger.explain.Trigger;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import io.bhiv.trigger.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/** What holds for any history. */
class EnginePropertiesTest {

    private static final int DAYS = 160;

    private static TriggerEngine engine(Mode mode) {
        return new TriggerEngine(mode, Parameters.DEFAULTS);
    }

    private static List<Outcome> outcomes(List<NightResult> nights) {
        return nights.stream().flatMap(night -> night.outcomes().stream()).toList();
    }

    /** As the service will: one call per morning, the state through bytes each time, nights closing by their due times. */
    private static List<NightResult> live(TriggerEngine engine, List<OfNight> history) {
        List<NightResult> nights = new ArrayList<>();
        PersonState state = PersonState.NEW;
        for (Map.Entry<LocalDate, List<OfNight>> night : byNight(history).entrySet()) {
            Instant arrived = night.getValue().getFirst().receivedAt();
            Evaluation morning = engine.advance("u", new PersonState(state.bytes()), night.getValue(), arrived);
            nights.addAll(morning.nights());
            Instant noon = arrived.plus(Duration.ofHours(6));
            Evaluation later =
                    engine.advance("u", new PersonState(morning.state().bytes()), List.of(), noon);
            nights.addAll(later.nights());
            state = later.state();
        }
        return nights;
    }

    private static Map<LocalDate, List<OfNight>> byNight(List<OfNight> history) {
        Map<LocalDate, List<OfNight>> nights = new TreeMap<>();
        history.forEach(one ->
                nights.computeIfAbsent(one.night(), night -> new ArrayList<>()).add(one));
        return nights;
    }

    @Property(tries = 25)
    void aHistoryLivedThroughGivesWhatItsReplayGives(@ForAll long seed, @ForAll Mode mode) {
        List<OfNight> history = Histories.lifelike(seed, DAYS);
        List<NightResult> replayed =
                engine(mode).replay("u", PersonState.NEW, history).nights();
        assertThat(outcomes(live(engine(mode), history))).isEqualTo(outcomes(replayed));
        assertThat(replayed).isNotEmpty();
    }

    @Property(tries = 25)
    void theOrderWithinANightAndDuplicatesChangeNothing(@ForAll long seed) {
        List<OfNight> history = Histories.lifelike(seed, DAYS);
        List<OfNight> shuffled = new ArrayList<>();
        Random random = new Random(seed);
        byNight(history).values().forEach(night -> {
            List<OfNight> mixed = new ArrayList<>(night);
            mixed.addAll(night.subList(0, random.nextInt(night.size() + 1)));
            Collections.shuffle(mixed, random);
            shuffled.addAll(mixed);
        });
        TriggerEngine engine = engine(Mode.HYBRID);
        Evaluation plain = engine.replay("u", PersonState.NEW, history);
        Evaluation mixed = engine.replay("u", PersonState.NEW, shuffled);
        assertThat(outcomes(mixed.nights())).isEqualTo(outcomes(plain.nights()));
        assertThat(mixed.state()).isEqualTo(plain.state());
        assertThat(outcomes(live(engine, shuffled))).isEqualTo(outcomes(live(engine, history)));
    }

    @Property(tries = 25)
    void sendingAnEvaluatedNightAgainChangesNothing(@ForAll long seed) {
        List<OfNight> history = Histories.lifelike(seed, DAYS);
        TriggerEngine engine = engine(Mode.HYBRID);
        Evaluation first = engine.replay("u", PersonState.NEW, history);
        List<OfNight> recent = history.subList(Math.max(0, history.size() - 100), history.size());
        Instant now = Histories.morning(DAYS);
        Evaluation again = engine.advance("u", first.state(), recent, now);
        assertThat(again.nights()).isEmpty();
        assertThat(again.state()).isEqualTo(first.state());
    }

    @Property(tries = 25)
    void whatIsUsualIsRelative(@ForAll long seed, @ForAll @DoubleRange(min = 0.7, max = 1.6) double factor) {
        List<OfNight> history = Histories.lifelike(seed, DAYS).stream()
                .filter(one -> one instanceof Observation value
                        && value.metric() == Metric.RMSSD
                        && value.value() > 8
                        && value.value() < 150)
                .toList();
        List<OfNight> scaled = history.stream().map(one -> scaled(one, factor)).toList();
        TriggerEngine engine = engine(Mode.PERSONAL);
        assertThat(told(engine.replay("u", PersonState.NEW, scaled)))
                .isEqualTo(told(engine.replay("u", PersonState.NEW, history)));
    }

    private static OfNight scaled(OfNight arrival, double factor) {
        return switch (arrival) {
            case Observation one ->
                new Observation(
                        one.metric(),
                        one.value() * factor,
                        one.night(),
                        one.source(),
                        one.context(),
                        one.isFinal(),
                        one.backfilled(),
                        one.receivedAt());
            case io.bhiv.trigger.night.NightTag tag -> tag;
        };
    }

    private static List<String> told(Evaluation evaluation) {
        return outcomes(evaluation.nights()).stream()
                .map(outcome -> outcome.getClass().getSimpleName() + outcome.trigger())
                .toList();
    }

    @Property(tries = 40)
    void nobodyIsNotifiedTooOften(@ForAll long seed, @ForAll Mode mode) {
        List<NightResult> nights = engine(mode)
                .replay("u", PersonState.NEW, Histories.lifelike(seed, DAYS))
                .nights();
        List<LocalDate> small = new ArrayList<>();
        for (NightResult night : nights) {
            assertThat(night.outcomes().stream().filter(Outcome.Notified.class::isInstance))
                    .hasSizeLessThanOrEqualTo(1);
            night.notification()
                    .filter(one -> !one.severity().isAbove(Severity.MODERATE))
                    .ifPresent(one -> small.add(night.night()));
        }
        for (int i = 2; i < small.size(); i++) {
            assertThat(small.get(i - 2).plusDays(7)).isBeforeOrEqualTo(small.get(i));
        }
    }

    @Property(tries = 40)
    void onlyTheFixedRuleAndSeveralSignalsAreEverCritical(@ForAll long seed) {
        Set<Rule> may = Set.of(Rule.FIXED_RMSSD, Rule.MULTI_SIGNAL);
        engine(Mode.BOTH).replay("u", PersonState.NEW, Histories.lifelike(seed, DAYS)).nights().stream()
                .flatMap(night -> night.outcomes().stream())
                .map(Outcome::trigger)
                .filter(trigger -> trigger.severity() == Severity.CRITICAL)
                .forEach(trigger -> assertThat(may).contains(trigger.rule()));
    }

    @Property(tries = 15)
    void anIdStandsForOneEpisodeAtOneSeverity(@ForAll long seed) {
        List<NightResult> nights = engine(Mode.HYBRID)
                .replay("u", PersonState.NEW, Histories.lifelike(seed, DAYS))
                .nights();
        Map<String, String> meaning = new TreeMap<>();
        for (Outcome outcome : outcomes(nights)) {
            Trigger one = outcome.trigger();
            String what = one.rule() + " " + one.openedOn() + " " + one.severity();
            assertThat(meaning.merge(one.triggerId(), what, (before, now) -> before))
                    .isEqualTo(what);
        }
        assertThat(Set.copyOf(meaning.values())).hasSameSizeAs(meaning.keySet());
    }

    /**
     * Measured against a history of few nights in which no value is missing: gaps make a state smaller, by some hundred bytes from one month to
     * another, so one part of a history with gaps says nothing about the other.
     */
    @Property(tries = 10)
    void theStateDoesNotGrow(@ForAll long seed) {
        TriggerEngine engine = engine(Mode.HYBRID);
        PersonState state = PersonState.NEW;
        int most = 0;
        for (List<OfNight> night : byNight(Histories.lifelike(seed, 900)).values()) {
            state = engine.replay("u", state, night).state();
            most = Math.max(most, state.bytes().length);
        }
        // Counters of the histogram and dates may take a byte more; nothing else can.
        assertThat(most).isLessThan(withoutGaps(engine, 130).bytes().length + 100);
        assertThat(most).isLessThan(PersonState.MOST_BYTES / 4);
    }

    private static PersonState withoutGaps(TriggerEngine engine, int days) {
        List<OfNight> history = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            for (int metric = 0; metric < Metric.COUNT; metric++) {
                history.add(value(day, Metric.at(metric), usual(Metric.at(metric), day)));
            }
        }
        return engine.replay("u", PersonState.NEW, history).state();
    }
}
