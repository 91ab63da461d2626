package io.bhiv.trigger;

import static io.bhiv.trigger.Histories.morning;
import static io.bhiv.trigger.Histories.tag;
import static io.bhiv.trigger.Histories.usual;
import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.night.Arrival;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.night.Withdrawal;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What becomes of a value whose object was deleted at the provider. */
class WithdrawalTest {

    private static final Duration SIX_HOURS = Duration.ofHours(6);
    private static final int NIGHTS = 40;

    private final TriggerEngine engine = new TriggerEngine(Mode.PERSONAL, Parameters.DEFAULTS);

    @Test
    void anOpenNightIsEvaluatedWithoutIt() {
        PersonState arrived =
                at(NIGHTS, known(), value(NIGHTS, Metric.RMSSD, 20)).state();
        Observation rhr = value(NIGHTS, Metric.RHR, 58);
        Evaluation with = at(NIGHTS, arrived, rhr);
        Evaluation without = engine.advance(
                "u",
                arrived,
                List.of(rhr, withdrawn(NIGHTS, Metric.RMSSD)),
                morning(NIGHTS).plus(SIX_HOURS));

        assertThat(with.nights().getFirst().notification()).isPresent();
        assertThat(without.nights().getFirst().statistics()).containsOnlyKeys(Metric.RHR);
        assertThat(without.nights().getFirst().notification()).isEmpty();
    }

    @Test
    void aNightThatHasNothingElseIsNoNight() {
        PersonState known = known();
        Evaluation arrived = at(NIGHTS, known, value(NIGHTS, Metric.RMSSD, 20));
        Evaluation gone = at(NIGHTS, arrived.state(), withdrawn(NIGHTS, Metric.RMSSD));
        assertThat(gone.nextDue()).isEmpty();
        assertThat(tonight(gone.state())).isEqualTo(tonight(known));

        Evaluation tagged = at(NIGHTS, arrived.state(), tag(NIGHTS, Tag.ALCOHOL), withdrawn(NIGHTS, Metric.RMSSD));
        assertThat(tagged.nextDue()).as("tags alone do not close a night").isEmpty();
        assertThat(tagged.nights()).isEmpty();
    }

    @Test
    void aClosedNightLeavesTheBaselineAndNothingIsEvaluatedAgain() {
        Evaluation gone = at(NIGHTS, known(), withdrawn(3, Metric.RMSSD), withdrawn(3, Metric.RHR));
        assertThat(gone.nights()).isEmpty();
        assertThat(gone.rejected()).isEmpty();

        Evaluation next = at(NIGHTS, gone.state(), value(NIGHTS, Metric.RMSSD, 52), value(NIGHTS, Metric.RHR, 58));
        assertThat(next.nights().getFirst().statistics())
                .as("as if the night had never had these values")
                .isEqualTo(at(NIGHTS, lived(3), value(NIGHTS, Metric.RMSSD, 52), value(NIGHTS, Metric.RHR, 58))
                        .nights()
                        .getFirst()
                        .statistics());
    }

    @Test
    void whatAnotherObjectHasReplacedStays() {
        Observation other = Histories.value(3, Metric.RMSSD, 55, morning(NIGHTS), 9_999);
        PersonState replaced = at(NIGHTS, known(), other).state();

        assertThat(tonight(at(NIGHTS, replaced, withdrawn(3, Metric.RMSSD)).state()))
                .isEqualTo(tonight(replaced));
    }

    @Test
    void aVersionThatIsFiledUnderAnotherNightLeavesTheOneBefore() {
        Observation moved =
                Histories.value(NIGHTS, Metric.RMSSD, 52, morning(NIGHTS), origin(NIGHTS - 1, Metric.RMSSD));

        Statistics found = Objects.requireNonNull(at(NIGHTS, known(), moved, value(NIGHTS, Metric.RHR, 58))
                .nights()
                .getFirst()
                .statistics()
                .get(Metric.RMSSD));

        assertThat(found.recentCount())
                .as("seven nights without the one before")
                .isEqualTo(6);
    }

    @Test
    void anOriginThatIsNotKnownChangesNothing() {
        PersonState known = known();
        assertThat(at(NIGHTS, known, new Withdrawal(0, morning(NIGHTS))).state())
                .isEqualTo(known);
        assertThat(tonight(at(NIGHTS, known, withdrawn(500, Metric.RMSSD)).state()))
                .isEqualTo(tonight(known));
    }

    private List<NightResult> tonight(PersonState state) {
        return at(NIGHTS, state, value(NIGHTS, Metric.RMSSD, 52), value(NIGHTS, Metric.RHR, 58))
                .nights();
    }

    private Evaluation at(int day, PersonState state, Arrival... arrivals) {
        return engine.advance("u", state, List.of(arrivals), morning(day));
    }

    private PersonState known() {
        return lived(-1);
    }

    /** After the nights before day 40, one of which was not measured. */
    private PersonState lived(int missing) {
        List<OfNight> history = new ArrayList<>();
        for (int day = 0; day < NIGHTS; day++) {
            if (day != missing) {
                history.add(value(day, Metric.RMSSD, usual(Metric.RMSSD, day)));
                history.add(value(day, Metric.RHR, usual(Metric.RHR, day)));
            }
        }
        return engine.replay("u", PersonState.NEW, history).state();
    }

    private static Observation value(int day, Metric metric, double value) {
        return Histories.value(day, metric, value, morning(day), origin(day, metric));
    }

    private static Withdrawal withdrawn(int day, Metric metric) {
        return new Withdrawal(origin(day, metric), morning(NIGHTS));
    }

    private static int origin(int day, Metric metric) {
        return 1 + day * Metric.COUNT + metric.index();
    }
}
