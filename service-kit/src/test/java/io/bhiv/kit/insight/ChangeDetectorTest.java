package io.bhiv.kit.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.model.insight.CountDelta;
import io.bhiv.model.insight.DependencyReading;
import io.bhiv.model.insight.DependencyReading.State;
import io.bhiv.model.insight.InsightEvent.Kind;
import io.bhiv.model.insight.InsightEvent.Severity;
import io.bhiv.model.insight.LoopReading;
import io.bhiv.model.insight.Vitals;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeDetectorTest {

    private final ChangeDetector changes = new ChangeDetector();

    @Test
    void whatWasParkedOrGivenUpIsAnEventForEachReason() {
        List<RareEvent> found = changes.in(List.of(
                new CountDelta("terra", "received", "", 9),
                new CountDelta("terra", "parked", "UNKNOWN_USER", 4),
                new CountDelta("prana", "dead", "", 2)));

        assertThat(found)
                .containsExactly(
                        new RareEvent(Kind.PARKED, Severity.WARNING, "terra", "UNKNOWN_USER", "", 4),
                        new RareEvent(Kind.DEAD, Severity.ERROR, "prana", "", "", 2));
    }

    @Test
    void aBreakerIsAnEventWhenItChangesAndNotBefore() {
        assertThat(changes.in(breaker("closed"))).isEmpty();
        assertThat(changes.in(breaker("closed"))).isEmpty();

        assertThat(changes.in(breaker("open")))
                .containsExactly(new RareEvent(Kind.BREAKER, Severity.WARNING, "kafka", "open", "closed to open", 1));
        assertThat(changes.in(breaker("closed")))
                .extracting(RareEvent::severity)
                .containsExactly(Severity.INFO);
    }

    @Test
    void aCheckThatGoesDownAndComesBackIsTwoEvents() {
        assertThat(changes.in(vitals(List.of("postgresql"), 0)))
                .containsExactly(RareEvent.of(Kind.HEALTH, Severity.ERROR, "postgresql", "not ready"));
        assertThat(changes.in(vitals(List.of("postgresql"), 0))).isEmpty();
        assertThat(changes.in(vitals(List.of(), 0)))
                .containsExactly(RareEvent.of(Kind.HEALTH, Severity.INFO, "postgresql", "ready again"));
    }

    @Test
    void aLoopThatIsStuckIsAnEvent() {
        assertThat(changes.in(vitals(List.of(), 61_000)))
                .containsExactly(RareEvent.of(Kind.HEALTH, Severity.ERROR, "relay", "stuck"));
        assertThat(changes.in(vitals(List.of(), 10)))
                .containsExactly(RareEvent.of(Kind.HEALTH, Severity.INFO, "relay", "turns again"));
    }

    private static Vitals breaker(String state) {
        return new Vitals(
                true,
                List.of(),
                List.of(),
                List.of(),
                List.of(new DependencyReading("kafka", State.UP, state, null, null)),
                List.of());
    }

    private static Vitals vitals(List<String> notReady, long silence) {
        return new Vitals(
                notReady.isEmpty(),
                notReady,
                List.of(),
                List.of(new LoopReading("relay", silence, 60_000, 0, 0L, 0L)),
                List.of(),
                List.of());
    }
}
