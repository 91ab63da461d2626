package io.bhiv.trigger.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final int NIGHT = 20_000;
    private static final long RECEIVED = NIGHT * 86_400_000L;

    private static History history(Metric metric) {
        return new History(Parameters.DEFAULTS.of(metric), Parameters.DEFAULTS.baselines());
    }

    @Test
    void isReadyOnTheTwentyFirstConsecutiveNight() {
        History history = history(Metric.RHR);
        for (int night = 0; night < 20; night++) {
            assertThat(history.add(NIGHT + night, 58 + night % 3, 0, RECEIVED).isReady())
                    .isFalse();
        }
        Statistics ready = history.add(NIGHT + 20, 60, 0, RECEIVED);
        assertThat(ready.isReady()).isTrue();
        assertThat(ready.baseCount()).isEqualTo(14);
        assertThat(ready.recentCount()).isEqualTo(7);
    }

    @Test
    void theBaselineStaysSevenNightsBehindAndCoversSixty() {
        History history = history(Metric.SPO2);
        for (int night = 0; night < 66; night++) {
            history.add(NIGHT + night, 96, 0, RECEIVED);
        }
        assertThat(history.add(NIGHT + 66, 90, 0, RECEIVED).baseCount()).isEqualTo(60);
        assertThat(history.add(NIGHT + 67, 90, 0, RECEIVED).baseCount()).isEqualTo(60);
        // The low nights are recent, and not yet part of what is usual.
        Statistics night = history.add(NIGHT + 72, 90, 0, RECEIVED);
        assertThat(night.usual()).isNotNull();
        assertThat(night.delta()).isEqualTo(-6);
        // 66 is now seven nights behind.
        assertThat(history.add(NIGHT + 73, 90, 0, RECEIVED).p()).isGreaterThan(1.0 / 61);
    }

    @Test
    void afterMoreThanTheRingNothingIsUsualAnyMore() {
        History history = history(Metric.RHR);
        for (int night = 0; night < 60; night++) {
            history.add(NIGHT + night, 58, 0, RECEIVED);
        }
        Statistics later = history.add(NIGHT + 59 + 67, 58, 0, RECEIVED);
        assertThat(later.baseCount()).isZero();
        assertThat(later.isReady()).isFalse();
    }

    /** The sorted baseline moves with the nights; a history read from bytes begins with sorting. Both must see the same. */
    @Property(tries = 60)
    void movingTheBaselineIsAsGoodAsSortingIt(@ForAll long seed) {
        Random random = new Random(seed);
        History moving = history(Metric.RHR);
        int night = NIGHT;
        for (int i = 0; i < 200; i++) {
            night += random.nextInt(8) == 0 ? 1 + random.nextInt(30) : 1;
            double value = 50 + random.nextInt(12);
            History fresh = history(Metric.RHR);
            StateWriter out = new StateWriter();
            moving.write(out);
            fresh.read(new StateReader(out.toBytes()));
            if (random.nextInt(10) == 0 && night - 3 > NIGHT) {
                moving.correct(night - 3, 77, 0, RECEIVED);
                fresh.correct(night - 3, 77, 0, RECEIVED);
                night++;
            }
            assertThat(moving.add(night, value, 0, RECEIVED)).isEqualTo(fresh.add(night, value, 0, RECEIVED));
        }
    }

    @Test
    void theRingKeepsWhatIsYoungEnoughAndForgetsTheRest() {
        Ring ring = new Ring();
        ring.put(NIGHT, 1, 0, RECEIVED);
        ring.put(NIGHT + 66, 2, 0, RECEIVED);
        assertThat(ring.at(NIGHT)).isEqualTo(1);
        ring.put(NIGHT + 67, 3, 0, RECEIVED);
        assertThat(ring.has(NIGHT)).isFalse();
        assertThat(ring.at(NIGHT + 67)).isEqualTo(3);
        ring.put(NIGHT + 1, 4, 0, RECEIVED);
        assertThat(ring.at(NIGHT + 1)).isEqualTo(4);
        assertThat(ring.at(NIGHT + 66)).isEqualTo(2);
        assertThat(ring.hasAny(NIGHT + 2, NIGHT + 65)).isFalse();
    }

    @Test
    void whatIsWithdrawnLeavesTheBaselineAlsoAfterItWasStored() {
        History history = history(Metric.RHR);
        for (int night = 0; night < 30; night++) {
            history.add(NIGHT + night, night == 5 ? 77 : 58, 1 + night, RECEIVED);
        }
        StateWriter out = new StateWriter();
        history.write(out);
        History stored = history(Metric.RHR);
        stored.read(new StateReader(out.toBytes()));

        assertThat(history.ring().nightOf(6)).isEqualTo(NIGHT + 5);
        assertThat(stored.ring().nightOf(6)).isEqualTo(NIGHT + 5);
        history.remove(NIGHT + 5);
        stored.remove(NIGHT + 5);
        assertThat(history.ring().nightOf(6)).isLessThan(0);
        assertThat(history.ring().nightOf(0)).isLessThan(0);

        assertThat(history.add(NIGHT + 30, 58, 0, RECEIVED)).isEqualTo(stored.add(NIGHT + 30, 58, 0, RECEIVED));
        assertThat(history.ring().has(NIGHT + 5)).isFalse();
    }

    @Test
    void theRingKnowsWhatReachedUsLaterAlsoAfterItWasStored() {
        Ring ring = new Ring();
        ring.put(NIGHT, 1, 0, RECEIVED);
        ring.put(NIGHT + 1, 2, 7, RECEIVED + 5);
        ring.put(NIGHT + 2, 3, 8, RECEIVED - 5);
        StateWriter out = new StateWriter();
        ring.write(out);
        Ring stored = new Ring();
        stored.read(new StateReader(out.toBytes()));

        for (Ring one : List.of(ring, stored)) {
            assertThat(one.hasLater(NIGHT, RECEIVED - 1)).isTrue();
            assertThat(one.hasLater(NIGHT, RECEIVED)).isFalse();
            assertThat(one.hasLater(NIGHT + 1, RECEIVED + 4)).isTrue();
            assertThat(one.hasLater(NIGHT + 2, RECEIVED - 5)).isFalse();
            assertThat(one.hasLater(NIGHT + 3, RECEIVED - 9)).as("no value").isFalse();
            assertThat(one.nightOf(7)).isEqualTo(NIGHT + 1);
        }
    }

    @Test
    void theSumIsTheSameInAnyOrder() {
        double[] values = {34.3, 1e-9, 34.31, -1e-9, 33.97, 1e9, 34.2, -1e9};
        ExactSum forward = new ExactSum();
        ExactSum backward = new ExactSum();
        for (int i = 0; i < values.length; i++) {
            forward.add(values[i]);
            backward.add(values[values.length - 1 - i]);
        }
        assertThat(forward.value()).isEqualTo(backward.value());
    }
}
