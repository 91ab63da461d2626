package io.bhiv.insight.evaluate;

import static io.bhiv.insight.evaluate.Pictures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bhiv.insight.page.LoopView;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import org.junit.jupiter.api.Test;

class LoopsOfSilentProcessesTest {

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "the loops of a service that was killed went on to be shown as running",
            now = "they are not known, and say when they were reported last")
    void theyAreNotKnown() {
        Replica silent = Pictures.replica("a", NOW.minusSeconds(60), Pictures.loop("relay", 0, 1_000, 0));
        Replica speaking = Pictures.replica("b", NOW, Pictures.loop("relay", 0, 1_000, 0));

        assertThat(LoopView.of(Pictures.picture(silent, speaking)))
                .extracting(LoopView::replica, LoopView::isKnown, LoopView::reportedAt)
                .containsExactly(tuple("a", false, NOW.minusSeconds(60)), tuple("b", true, NOW));
    }
}
