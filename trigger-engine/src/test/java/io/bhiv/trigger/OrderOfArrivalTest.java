package io.bhiv.trigger;

import static io.bhiv.trigger.Histories.morning;
import static io.bhiv.trigger.Histories.usual;
import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.trigger.night.Arrival;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.night.Withdrawal;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What counts is when versions of a value reached us, in whatever order they are handed over. */
class OrderOfArrivalTest {

    private static final int NIGHTS = 40;
    private static final Duration SIX_HOURS = Duration.ofHours(6);

    private final TriggerEngine engine = new TriggerEngine(Mode.HYBRID, Parameters.DEFAULTS);

    @Test
    void aVersionWithoutAValueDoesNotTakeOutTheOneThatCameAfterIt() {
        Observation complete = value(NIGHTS, 44, 60);
        Withdrawal empty = withdrawn(NIGHTS, 0);

        assertThat(measured(known(), List.of(complete, empty)))
                .as("in one turn")
                .isEqualTo(StrictMath.log(44));
        assertThat(measured(advance(known(), complete), List.of(empty)))
                .as("over turns")
                .isEqualTo(StrictMath.log(44));
        assertThat(measured(known(), List.of(empty, complete)))
                .as("as they came")
                .isEqualTo(StrictMath.log(44));
    }

    @Test
    void aValueThatWasWithdrawnDoesNotComeBackAfterItsWithdrawal() {
        Observation wrong = value(NIGHTS, 18, 0);
        Withdrawal withdrawal = withdrawn(NIGHTS, 60);
        Instant noon = morning(NIGHTS).plus(SIX_HOURS).plusSeconds(100);

        assertThat(engine.advance("u", PersonState.NEW, List.of(withdrawal, wrong), noon)
                        .nights())
                .as("in one turn")
                .isEmpty();
        PersonState withdrawn = advance(PersonState.NEW, withdrawal);
        assertThat(engine.advance("u", withdrawn, List.of(wrong), noon).nights())
                .as("over turns")
                .isEmpty();
        assertThat(engine.advance("u", withdrawn, List.of(value(NIGHTS, 18, 61)), noon)
                        .nights())
                .as("a version after it is measured again")
                .hasSize(1);
    }

    /** A version that was of another time of the day is withdrawn and given in one delivery, which has one time. */
    @Test
    void whatReachedUsTogetherIsTakenAsItIsListed() {
        Observation value = value(NIGHTS, 44, 0);
        Withdrawal withdrawal = withdrawn(NIGHTS, 0);
        assertThat(measured(known(), List.of(withdrawal, value))).isEqualTo(StrictMath.log(44));
        assertThat(measured(known(), List.of(value, withdrawal))).isNaN();
        assertThat(measured(advance(known(), value, withdrawal), List.of(value)))
                .as("the same delivery, read again")
                .isEqualTo(StrictMath.log(44));
    }

    @Test
    void anOlderCorrectionOfAClosedNightLeavesTheNewerOne() {
        PersonState corrected = advance(known(), value(NIGHTS - 1, 70, 60));
        assertThat(advance(corrected, value(NIGHTS - 1, 30, 0))).isEqualTo(corrected);
        assertThat(advance(known(), value(NIGHTS - 1, 70, 60), value(NIGHTS - 1, 30, 0)))
                .isEqualTo(corrected);
        assertThat(advance(corrected, value(NIGHTS - 1, 30, 60)))
                .as("of two that came at once the one that is read last")
                .isNotEqualTo(corrected);
    }

    @Test
    void aVersionOfAnotherNightThatWasOvertakenIsNoValueOfThatNight() {
        Observation moved = of(NIGHTS, origin(NIGHTS), 44, 60);
        Observation before = of(NIGHTS - 1, origin(NIGHTS), 90, 0);
        PersonState known = advance(known(), moved);
        assertThat(advance(known, before)).isEqualTo(known);
    }

    /** Values of one origin and its withdrawals, for two open nights. */
    @Property(tries = 200)
    void openNightsCloseWithWhatCameLast(@ForAll long seed) {
        Random random = new Random(seed);
        List<Arrival> versions = versions(random, NIGHTS, NIGHTS + 1);
        Instant later = morning(NIGHTS + 1).plus(SIX_HOURS);
        List<NightResult> asTheyCame =
                engine.advance("u", known(), versions, later).nights();

        Collections.shuffle(versions, random);
        PersonState apart = known();
        for (Arrival one : versions) {
            apart = engine.advance("u", apart, List.of(one), morning(NIGHTS)).state();
        }

        assertThat(engine.advance("u", apart, List.of(), later).nights()).isEqualTo(asTheyCame);
        assertThat(engine.advance("u", known(), versions, later).nights()).isEqualTo(asTheyCame);
    }

    @Property(tries = 200)
    void closedNightsKeepWhatCameLast(@ForAll long seed) {
        Random random = new Random(seed);
        List<Arrival> versions = versions(random, NIGHTS - 2, NIGHTS - 2);
        PersonState asTheyCame = advance(known(), versions.toArray(Arrival[]::new));

        Collections.shuffle(versions, random);
        PersonState apart = known();
        for (Arrival one : versions) {
            apart = advance(apart, one);
        }

        assertThat(apart).isEqualTo(asTheyCame);
        assertThat(advance(known(), versions.toArray(Arrival[]::new))).isEqualTo(asTheyCame);
    }

    /** In the order of their times, which all differ. */
    private static List<Arrival> versions(Random random, int firstNight, int lastNight) {
        List<Arrival> versions = new ArrayList<>();
        int count = 2 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            int night = firstNight + random.nextInt(lastNight - firstNight + 1);
            versions.add(
                    random.nextInt(3) == 0
                            ? withdrawn(firstNight, i)
                            : of(night, origin(firstNight), 40 + random.nextInt(30), i));
        }
        return versions;
    }

    private PersonState advance(PersonState state, Arrival... arrivals) {
        return engine.advance("u", state, List.of(arrivals), morning(NIGHTS)).state();
    }

    /** What the last night is evaluated with; NaN for nothing. */
    private double measured(PersonState state, List<Arrival> arrivals) {
        List<Arrival> all = new ArrayList<>(arrivals);
        all.add(Histories.value(NIGHTS, Metric.RHR, 58, morning(NIGHTS), 4_711));
        var statistics = engine.advance("u", state, all, morning(NIGHTS).plus(SIX_HOURS))
                .nights()
                .getFirst()
                .statistics()
                .get(Metric.RMSSD);
        return statistics == null ? Double.NaN : statistics.x();
    }

    /** Evaluated until the night before. The next ones wait for a resting heart rate. */
    private PersonState known() {
        List<OfNight> history = new ArrayList<>();
        for (int day = 0; day < NIGHTS; day++) {
            history.add(Histories.value(day, Metric.RHR, usual(Metric.RHR, day)));
            history.add(Histories.value(day, Metric.RMSSD, usual(Metric.RMSSD, day), morning(day), origin(day)));
        }
        return engine.replay("u", PersonState.NEW, history).state();
    }

    private static Observation value(int day, double value, int second) {
        return of(day, origin(day), value, second);
    }

    private static Observation of(int day, int origin, double value, int second) {
        return Histories.value(day, Metric.RMSSD, value, morning(NIGHTS).plusSeconds(second), origin);
    }

    private static Withdrawal withdrawn(int day, int second) {
        return new Withdrawal(origin(day), morning(NIGHTS).plusSeconds(second));
    }

    private static int origin(int day) {
        return 100 + day;
    }
}
