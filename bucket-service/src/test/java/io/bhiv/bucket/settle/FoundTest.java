package io.bhiv.bucket.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FoundTest {

    private static final UUID MINE = new UUID(1, 1);
    private static final UUID THEIRS = new UUID(2, 2);

    @Test
    void repeatedReportOfTheDoerIsHarmless() {
        Found processed = new Found(PacketState.PROCESSED, MINE);

        assertThat(processed.answer(done(MINE))).isInstanceOf(Settled.AlreadyProcessed.class);
        assertThat(processed.answer(done(null))).isInstanceOf(Settled.AlreadyProcessed.class);
    }

    @Test
    void lateReportAfterSomebodyElseDidItIsStale() {
        Found processed = new Found(PacketState.PROCESSED, THEIRS);

        assertThat(processed.answer(done(MINE))).isEqualTo(new Settled.Stale(PacketState.PROCESSED));
        assertThat(processed.answer(failed(MINE))).isEqualTo(new Settled.Stale(PacketState.PROCESSED));
    }

    @Test
    void liveAndDeadPacketsSayWhatTheyAre() {
        assertThat(new Found(PacketState.LEASED, null).answer(done(MINE)))
                .isEqualTo(new Settled.Stale(PacketState.LEASED));
        assertThat(new Found(PacketState.DEAD, null).answer(done(MINE))).isEqualTo(new Settled.Stale(PacketState.DEAD));
        assertThat(new Found(PacketState.DEAD, null).answer(failed(MINE))).isInstanceOf(Settled.Buried.class);
        assertThat(Found.NOWHERE.answer(done(MINE))).isInstanceOf(Settled.Unknown.class);
    }

    private static Settlement done(@Nullable UUID lease) {
        return new Settlement("p", lease, new Settlement.Verdict.Done("[]"));
    }

    private static Settlement failed(@Nullable UUID lease) {
        return new Settlement("p", lease, new Settlement.Verdict.Failed("no"));
    }
}
