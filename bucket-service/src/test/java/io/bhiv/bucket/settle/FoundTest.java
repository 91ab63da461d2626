package io.bhiv.bucket.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.bucket.settle.SettlementStore.Found;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FoundTest {

    private static final UUID MINE = new UUID(1, 1);
    private static final UUID THEIRS = new UUID(2, 2);

    @Test
    void repeatedReportUnderTheSameLeaseIsHarmless() {
        Found processed = new Found(Settled.State.PROCESSED, MINE, null);

        assertThat(processed.outcome(done(MINE))).isInstanceOf(Settled.AlreadyProcessed.class);
        assertThat(processed.outcome(done(null))).isInstanceOf(Settled.AlreadyProcessed.class);
    }

    @Test
    void reportUnderAnotherLeaseIsStale() {
        Found processed = new Found(Settled.State.PROCESSED, THEIRS, null);

        assertThat(processed.outcome(done(MINE))).isEqualTo(new Settled.Stale(Settled.State.PROCESSED));
        assertThat(processed.outcome(failed(MINE))).isEqualTo(new Settled.Stale(Settled.State.PROCESSED));
    }

    @Test
    void stateOfLiveAndDeadPacketsIsReturned() {
        assertThat(new Found(Settled.State.LEASED, null, null).outcome(done(MINE)))
                .isEqualTo(new Settled.Stale(Settled.State.LEASED));
        assertThat(new Found(Settled.State.DEAD, null, null).outcome(done(MINE)))
                .isEqualTo(new Settled.Stale(Settled.State.DEAD));
        assertThat(new Found(Settled.State.DEAD, null, null).outcome(failed(MINE)))
                .isInstanceOf(Settled.Dead.class);
        assertThat(Found.NOWHERE.outcome(done(MINE))).isInstanceOf(Settled.Unknown.class);
    }

    @Test
    void repeatedFailureIsHarmlessAndAnotherLeasesFailureIsStale() {
        Instant dueAt = Instant.parse("2026-03-01T10:00:02Z");
        Found pending = new Found(Settled.State.PENDING, null, new Found.GivenBack(MINE, dueAt, 3));

        assertThat(pending.outcome(failed(MINE))).isEqualTo(new Settled.Retried(dueAt, 3));
        assertThat(pending.outcome(failed(null))).isEqualTo(new Settled.Retried(dueAt, 3));
        assertThat(pending.outcome(failed(THEIRS))).isEqualTo(new Settled.Stale(Settled.State.PENDING));
        assertThat(pending.outcome(done(MINE))).isEqualTo(new Settled.Stale(Settled.State.PENDING));
    }

    private static Settlement done(@Nullable UUID lease) {
        return new Settlement("p", lease, new Settlement.Verdict.Done("[]"));
    }

    private static Settlement failed(@Nullable UUID lease) {
        return new Settlement("p", lease, new Settlement.Verdict.Failed("no"));
    }
}
