package io.bhiv.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.night.Arrival;
import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.night.Withdrawal;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.state.UnreadableState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PersonStateTest {

    private final TriggerEngine engine = new TriggerEngine(Mode.HYBRID, Parameters.DEFAULTS);

    private byte[] some() {
        return engine.replay("u", PersonState.NEW, Histories.lifelike(3, 80))
                .state()
                .bytes();
    }

    private Evaluation read(byte[] bytes) {
        return engine.advance("u", new PersonState(bytes), List.of(), Histories.morning(80));
    }

    @Test
    void readingAndWritingChangesNothing() {
        byte[] bytes = some();
        assertThat(read(bytes).state().bytes()).isEqualTo(bytes);
    }

    @Test
    void aStateCutAnywhereIsRefused() {
        byte[] bytes = some();
        for (int length = 1; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(UnreadableState.class).isThrownBy(() -> read(cut));
        }
    }

    @Test
    void aStateWithSomethingBehindItIsRefused() {
        byte[] bytes = some();
        assertThatExceptionOfType(UnreadableState.class).isThrownBy(() -> read(Arrays.copyOf(bytes, bytes.length + 1)));
    }

    @Test
    void aStateOfAnotherFormatIsRefusedAndNamed() {
        byte[] bytes = some();
        bytes[0] = 9;
        assertThatExceptionOfType(UnreadableState.class)
                .isThrownBy(() -> read(bytes))
                .withMessageContaining("format 9");
    }

    @Test
    void aStateTellsItsFormatWithoutBeingRead() {
        byte[] bytes = some();
        assertThat(new PersonState(bytes).format()).isEqualTo(PersonState.FORMAT);
        assertThat(new PersonState(bytes).isNewer()).isFalse();
        assertThat(PersonState.NEW.format()).isZero();
        bytes[0] = PersonState.FORMAT + 1;
        assertThat(new PersonState(bytes).isNewer()).isTrue();
        bytes[0] = (byte) 200;
        assertThat(new PersonState(bytes).format()).isEqualTo(200);
        assertThat(new PersonState(bytes).isNewer()).as("damaged").isFalse();
    }

    /** Of forty nights of two metrics and an open one, with origins and without times. */
    @Test
    void aStateOfAnEarlierVersionGoesOnAndIsWrittenInThisFormat() {
        PersonState earlier = earlier();
        assertThat(earlier.format()).isEqualTo(2);
        Observation rhr = value(40, Metric.RHR, 58, 40);

        Evaluation closed = engine.advance("u", earlier, List.of(rhr), Histories.morning(40));

        assertThat(closed.state().format()).isEqualTo(PersonState.FORMAT);
        assertThat(closed.nights())
                .singleElement()
                .satisfies(night -> assertThat(night.statistics()).containsOnlyKeys(Metric.RMSSD, Metric.RHR));
    }

    /** When it came is not known: whatever comes now is later. */
    @Test
    void aClosedNightOfAnEarlierVersionIsCorrectedByWhatComes() {
        Observation longAgo = value(38, Metric.RMSSD, 90, 0);
        Evaluation corrected = engine.advance("u", earlier(), List.of(longAgo), Histories.morning(40));
        assertThat(recent(corrected))
                .isGreaterThan(recent(engine.advance("u", earlier(), List.of(), Histories.morning(40))));

        Withdrawal withdrawn = new Withdrawal(origin(38, Metric.RMSSD), Histories.morning(0));
        Evaluation without = engine.advance("u", earlier(), List.of(withdrawn), Histories.morning(40));
        assertThat(statistics(without).recentCount()).isEqualTo(6);
    }

    private double recent(Evaluation before) {
        return statistics(before).recentMean();
    }

    /** Of RMSSD in the night that is open in the sample. */
    private Statistics statistics(Evaluation before) {
        return Objects.requireNonNull(
                engine.advance("u", before.state(), List.of(value(40, Metric.RHR, 58, 40)), Histories.morning(40))
                        .nights()
                        .getFirst()
                        .statistics()
                        .get(Metric.RMSSD));
    }

    private static Observation value(int day, Metric metric, double value, int received) {
        return Histories.value(day, metric, value, Histories.morning(received), origin(day, metric));
    }

    private static int origin(int day, Metric metric) {
        return 1 + day * Metric.COUNT + metric.index();
    }

    private static PersonState earlier() {
        try (InputStream sample =
                Objects.requireNonNull(PersonStateTest.class.getResourceAsStream("/samples/state/format-2.base64"))) {
            return new PersonState(Base64.getMimeDecoder().decode(sample.readAllBytes()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void theLargestStateIsWithinItsLimit() {
        List<OfNight> history = new ArrayList<>();
        String source = "\u20ac".repeat(100);
        for (int day = 0; day < 100; day++) {
            for (Metric metric : Metric.values()) {
                history.add(Histories.value(day, metric, Histories.usual(metric, day), source));
            }
        }
        PersonState state = engine.replay("u", PersonState.NEW, history).state();
        List<Arrival> open = new ArrayList<>();
        for (int day = 100; day < 108; day++) {
            for (Metric metric : Metric.values()) {
                open.add(new Observation(
                        metric,
                        Histories.usual(metric, day),
                        Histories.night(day),
                        source,
                        MeasurementContext.NOCTURNAL,
                        false,
                        false,
                        Histories.morning(107)));
            }
            open.add(new Observation(
                    Metric.RMSSD,
                    40,
                    Histories.night(day),
                    source,
                    MeasurementContext.SPOT,
                    true,
                    false,
                    Histories.morning(107)));
            for (Tag tag : Tag.values()) {
                open.add(Histories.tag(day, tag));
            }
        }
        for (int origin = 1; origin < 500; origin++) {
            open.add(new Withdrawal(Integer.MAX_VALUE - origin, Histories.morning(100)));
        }
        Evaluation evaluation = engine.advance("u", state, open, Histories.morning(107));
        assertThat(evaluation.nights()).isEmpty();
        assertThat(evaluation.state().bytes().length).isLessThan(PersonState.MOST_BYTES);
    }

    @Test
    void aStateShowsNothingOfThePerson() {
        assertThat(new PersonState(some()).toString()).matches("PersonState\\[\\d+ bytes]");
        assertThat(new PersonState(some()))
                .isEqualTo(new PersonState(some()))
                .hasSameHashCodeAs(new PersonState(some()));
    }

    @Test
    void bytesAreCopiedInAndOut() {
        byte[] bytes = some();
        PersonState state = new PersonState(bytes);
        bytes[0] = 77;
        state.bytes()[0] = 77;
        assertThat(state.bytes()[0]).isEqualTo((byte) PersonState.FORMAT);
    }
}
