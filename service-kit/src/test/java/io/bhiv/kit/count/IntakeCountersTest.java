package io.bhiv.kit.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntakeCountersTest {

    private enum Refusal implements Reason {
        BAD_SIGNATURE,
        TOO_LARGE
    }

    private enum Parking implements Reason {
        UNKNOWN_USER
    }

    private enum Rule implements Reason {
        UNKNOWN_TYPE
    }

    private final IntakeCounters<Refusal, Parking> counters =
            new IntakeCounters<>("test-intake", Refusal.class, Parking.class, Rule.class);

    @Test
    void everySeriesIsThereFromTheStart() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        counters.register(meters);

        assertThat(meters.getMeters().stream()
                        .map(Meter::getId)
                        .map(id -> id.getTag("outcome") + ":" + id.getTag("reason")))
                .containsExactlyInAnyOrder(
                        "received:",
                        "refused:bad_signature",
                        "refused:too_large",
                        "duplicate:",
                        "stored:",
                        "published:",
                        "parked:unknown_user",
                        "released:",
                        "dropped_by_rule:unknown_type",
                        "dead:");
    }

    @Test
    void countsShowInTheRegistry() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        counters.register(meters);

        counters.refused(Refusal.TOO_LARGE, 2);
        counters.received(3);

        assertThat(count(meters, "refused", "too_large")).isEqualTo(2);
        assertThat(count(meters, "refused", "bad_signature")).isZero();
        assertThat(count(meters, "received", "")).isEqualTo(3);
    }

    @Test
    void whateverHappensEveryReceivedEventIsAccountedFor() {
        Random random = new Random(7);
        long pending = 0;
        long parked = 0;
        long dead = 0;
        for (int i = 0; i < 10_000; i++) {
            counters.received(1);
            switch (random.nextInt(8)) {
                case 0 -> counters.refused(Refusal.BAD_SIGNATURE, 1);
                case 1 -> counters.duplicate(1);
                default -> {
                    counters.stored(1);
                    pending++;
                }
            }
            if (pending > 0) {
                switch (random.nextInt(6)) {
                    case 0 -> {
                        counters.parked(Parking.UNKNOWN_USER, 1);
                        pending--;
                        parked++;
                    }
                    case 1 -> {
                        counters.dead(1);
                        pending--;
                        dead++;
                    }
                    case 2 -> {
                        counters.droppedByRule(Rule.UNKNOWN_TYPE, 1);
                        pending--;
                    }
                    default -> {
                        counters.published(1);
                        pending--;
                    }
                }
            }
            if (parked > 0 && random.nextInt(10) == 0) {
                counters.released(1);
                parked--;
                pending++;
            }
            if (dead > 0 && random.nextInt(10) == 0) {
                counters.released(1);
                dead--;
                pending++;
            }
        }

        Balance balance = counters.balance();
        assertThat(balance.unanswered()).isZero();
        assertThat(balance.pending()).isEqualTo(pending);
        assertThat(balance.isComplete(pending, parked, dead)).isTrue();
        assertThat(balance.isComplete(pending - 1, parked, dead)).isFalse();
    }

    @Test
    void anIntakeMayHaveNoReasons() {
        IntakeCounters<Reason.None, Reason.None> plain =
                new IntakeCounters<>("plain", Reason.None.class, Reason.None.class);
        plain.received(1);

        assertThat(plain.balance().unanswered()).isEqualTo(1);
        assertThatThrownBy(() -> plain.droppedByRule(Rule.UNKNOWN_TYPE, 1)).hasMessageContaining("UNKNOWN_TYPE");
    }

    private static double count(SimpleMeterRegistry meters, String outcome, String reason) {
        return meters.get("bridge.events")
                .tags("intake", "test-intake", "outcome", outcome, "reason", reason)
                .functionCounter()
                .count();
    }
}
