package io.bhiv.insight.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.insight.ask.Answered;
import io.bhiv.insight.ask.Step;
import io.bhiv.insight.ask.Step.Kind;
import io.bhiv.insight.page.Way.Explained;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WayTest {

    private static final Instant RECEIVED = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void stepsOfAllServicesStandInOneOrderWithTheTimeBetweenThem() {
        Way way = Way.of(
                List.of(
                        answer(
                                "first",
                                step(RECEIVED, Kind.DONE, "received"),
                                step(null, Kind.DONE, "verified"),
                                step(RECEIVED.plusMillis(400), Kind.DONE, "published")),
                        answer(
                                "second",
                                step(RECEIVED.plusMillis(100), Kind.DONE, "stored"),
                                step(RECEIVED.plusMillis(50), Kind.TO_COME, "next"))),
                new Explained.NotForThisRole());

        assertThat(way.stops())
                .extracting(stop -> stop.step().what())
                .containsExactly("received", "verified", "stored", "published", "next");
        assertThat(way.stops())
                .extracting(Way.Stop::after)
                .containsExactly(null, null, Duration.ofMillis(100), Duration.ofMillis(300), null);
        assertThat(way.total()).isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void aClockThatIsBehindGivesNoNegativeTime() {
        Way way = Way.of(
                List.of(answer(
                        "one",
                        step(RECEIVED, Kind.DONE, "received"),
                        step(RECEIVED.minusMillis(5), Kind.DONE, "published"))),
                new Explained.NotForThisRole());

        assertThat(way.stops().getLast().after()).isEqualTo(Duration.ZERO);
    }

    @Test
    void whyATriggerFiredIsShownToThoseAloneWhoMaySeeIt() {
        List<Answered> answers = List.of(answer("one", new Step(null, Kind.DONE, "Trigger R, HIGH", List.of(), "t")));

        assertThat(Way.of(answers, new Explained.NotForThisRole())
                        .stops()
                        .getFirst()
                        .details())
                .containsExactly("Why it fired is shown to the role operator.");
        assertThat(Way.of(answers, new Explained.ByTrigger(Map.of("t", "RMSSD was 19.5 ms")))
                        .stops()
                        .getFirst()
                        .details())
                .containsExactly("RMSSD was 19.5 ms");
        assertThat(Way.of(answers, new Explained.ByTrigger(Map.of()))
                        .stops()
                        .getFirst()
                        .details())
                .containsExactly("Why it fired was not said in time.");
    }

    @Test
    void nothingFoundIsAnEmptyWay() {
        assertThat(Way.of(List.of(answer("one")), new Explained.NotForThisRole()))
                .isEqualTo(new Way(List.of(), null));
    }

    private static Answered answer(String service, Step... steps) {
        return new Answered(service, "event", Answered.Outcome.FOUND, List.of(), List.of(steps));
    }

    private static Step step(@Nullable Instant at, Kind kind, String what) {
        return new Step(at, kind, what, List.of(), "");
    }
}
