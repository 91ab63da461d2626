package io.bhiv.load.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalQueueTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void requestsAreDueAtEqualGapsWhateverTheMomentOfAsking() {
        ArrivalQueue queue = constant(1000, 100);
        queue.advance(2_500_000, SECOND);
        assertThat(takeAll(queue)).containsExactly(0L, 1_000_000L, 2_000_000L);
        queue.advance(4_000_000, SECOND);
        assertThat(takeAll(queue)).containsExactly(3_000_000L, 4_000_000L);
    }

    @Test
    void anOddRateDoesNotDrift() {
        ArrivalQueue queue = constant(3333, 100_000);
        queue.advance(30 * SECOND, 30 * SECOND);
        assertThat(queue.waiting()).isCloseTo(99_990, within(1));
    }

    @Test
    void nothingIsDueAfterTheEnd() {
        ArrivalQueue queue = constant(1000, 100);
        queue.advance(10 * SECOND, 3_000_000);
        assertThat(takeAll(queue)).containsExactly(0L, 1_000_000L, 2_000_000L);
    }

    @Test
    void whatFindsNoPlaceToWaitIsCounted() {
        ArrivalQueue queue = constant(1000, 10);
        queue.advance(SECOND, SECOND);
        assertThat(queue.waiting()).isEqualTo(10);
        assertThat(queue.overflow()).isEqualTo(990);
    }

    @Test
    void independentSendersArriveAtTheAskedRateWithUnequalGaps() {
        Pacing.OpenLoop pacing = new Pacing.OpenLoop(1000, Pacing.Arrivals.POISSON, 1_000_000);
        ArrivalQueue queue = new ArrivalQueue(pacing, 0, 42);
        queue.advance(100 * SECOND, 100 * SECOND);
        assertThat(queue.waiting()).isCloseTo(100_000, within(1_500));
        List<Long> due = takeAll(queue);
        assertThat(due.get(1) - due.get(0)).isNotEqualTo(due.get(2) - due.get(1));
    }

    private static ArrivalQueue constant(double rate, int capacity) {
        return new ArrivalQueue(new Pacing.OpenLoop(rate, Pacing.Arrivals.CONSTANT, capacity), 0, 1);
    }

    private static List<Long> takeAll(ArrivalQueue queue) {
        List<Long> taken = new ArrayList<>();
        while (!queue.isEmpty()) {
            taken.add(queue.take());
        }
        return taken;
    }
}
