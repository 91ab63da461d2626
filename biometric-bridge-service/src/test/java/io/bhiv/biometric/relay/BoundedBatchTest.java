package io.bhiv.biometric.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedBatchTest {

    private final List<Integer> opened = new ArrayList<>();

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "A batch of 256 small bodies, each of ten thousand events, was read and written as a whole",
            now = "A batch is read only as far as its events may be in memory; the rest follows when they are settled")
    void readsNoFurtherThanItsEventsMayBeInMemory() {
        BoundedBatch<Integer, Integer> portion = portion(Collections.nCopies(256, 10_000));

        assertThat(portion.read()).hasSize(2);
        assertThat(portion.rest()).hasSize(254);
        assertThat(opened).hasSize(2);
    }

    @Test
    void aUsualBatchIsOnePortion() {
        BoundedBatch<Integer, Integer> portion = portion(Collections.nCopies(256, 25));

        assertThat(portion.read()).hasSize(256);
        assertThat(portion.rest()).isEmpty();
    }

    @Test
    void theFirstIsAlwaysTaken() {
        assertThat(portion(List.of(1_000_000, 1)).read()).containsExactly(1_000_000);
        assertThat(portion(List.of()).read()).isEmpty();
    }

    private BoundedBatch<Integer, Integer> portion(List<Integer> batch) {
        return BoundedBatch.of(
                batch,
                events -> {
                    opened.add(events);
                    return events;
                },
                Integer::intValue,
                20_000);
    }
}
