package io.bhiv.insight.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.insight.ask.ServiceAnswer;
import io.bhiv.insight.ask.TimelineStep;
import io.bhiv.insight.ask.TimelineStep.Kind;
import io.bhiv.insight.page.EventTimeline.Explanations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventTimelineTest {

    private static final Instant RECEIVED = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void stepsOfAllServicesStandInOneOrderWithTheTimeBetweenThem() {
        EventTimeline timeline = EventTimeline.of(
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
                new Explanations.NotForThisRole());

        assertThat(timeline.entries())
                .extracting(stop -> stop.step().what())
                .containsExactly("received", "verified", "stored", "published", "next");
        assertThat(timeline.entries())
                .extracting(EventTimeline.Entry::after)
                .containsExactly(null, null, Duration.ofMillis(100), Duration.ofMillis(300), null);
        assertThat(timeline.total()).isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void aClockThatIsBehindGivesNoNegativeTime() {
        EventTimeline timeline = EventTimeline.of(
                List.of(answer(
                        "one",
                        step(RECEIVED, Kind.DONE, "received"),
                        step(RECEIVED.minusMillis(5), Kind.DONE, "published"))),
                new Explanations.NotForThisRole());

        assertThat(timeline.entries().getLast().after()).isEqualTo(Duration.ZERO);
    }

    @Test
    void whyATriggerFiredIsShownToThoseAloneWhoMaySeeIt() {
        List<ServiceAnswer> answers =
                List.of(answer("one", new TimelineStep(null, Kind.DONE, "Trigger R, HIGH", List.of(), "t")));

        assertThat(EventTimeline.of(answers, new Explanations.NotForThisRole())
                        .entries()
                        .getFirst()
                        .details())
                .containsExactly("Why it fired is shown to the role operator.");
        assertThat(EventTimeline.of(answers, new Explanations.ByTrigger(Map.of("t", "RMSSD was 19.5 ms")))
                        .entries()
                        .getFirst()
                        .details())
                .containsExactly("RMSSD was 19.5 ms");
        assertThat(EventTimeline.of(answers, new Explanations.ByTrigger(Map.of()))
                        .entries()
                        .getFirst()
                        .details())
                .containsExactly("The explanation did not arrive in time.");
    }

    @Test
    void nothingFoundIsAnEmptyWay() {
        assertThat(EventTimeline.of(List.of(answer("one")), new Explanations.NotForThisRole()))
                .isEqualTo(new EventTimeline(List.of(), null));
    }

    private static ServiceAnswer answer(String service, TimelineStep... steps) {
        return new ServiceAnswer(service, "event", ServiceAnswer.Outcome.FOUND, List.of(), List.of(steps));
    }

    private static TimelineStep step(@Nullable Instant at, Kind kind, String what) {
        return new TimelineStep(at, kind, what, List.of(), "");
    }
}
