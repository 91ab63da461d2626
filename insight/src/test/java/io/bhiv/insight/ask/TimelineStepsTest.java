package io.bhiv.insight.ask;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineStepsTest {

    @Test
    void aPublishedDeliveryHasSecretEventsTriggerAndPlace() {
        List<TimelineStep> steps = TimelineSteps.ofDelivery(json("""
                {"event_id":"e","provider":"terra","received_at":"2026-03-01T10:00:00Z","revision":1,"late":false,"body_bytes":900,
                 "state":"published","channel":"WEBHOOK_INLINE","verified_by_secret":2,"made":{"count":2,
                  "events":[{"event_id":"e-1","metric":"hrv_rmssd","operation":"UPSERT"},
                            {"event_id":"e-2","metric":"heart_rate","operation":"UPSERT"}],
                  "triggers":[{"trigger_id":"t-1","rule":"FIXED_RMSSD","severity":"CRITICAL"}],
                  "published":{"at":"2026-03-01T10:00:00.250Z","partition":3,"offset":17}}}"""));

        assertThat(steps)
                .extracting(TimelineStep::what)
                .containsExactly(
                        "Received from terra",
                        "Verified by secret 2, an older one",
                        "Normalised: 2 events",
                        "Trigger FIXED_RMSSD, CRITICAL",
                        "Published");
        assertThat(steps.get(2).details()).containsExactly("hrv_rmssd e-1, heart_rate e-2");
        assertThat(steps.get(3).trigger()).isEqualTo("t-1");
        assertThat(steps.get(3).details()).isEmpty();
        assertThat(steps.getLast().at()).isEqualTo(Instant.parse("2026-03-01T10:00:00.250Z"));
        assertThat(steps.getLast().details()).containsExactly("biometric-events, partition 3, from offset 17 on");
    }

    @Test
    void whatWaitsIsToComeAndWhatNeedsSomebodyIsStopped() {
        TimelineStep outstanding = TimelineSteps.ofDelivery(
                        json("{\"state\":\"outstanding\",\"attempts\":2,\"due_at\":\"2026-03-01T10:00:05Z\"}"))
                .getLast();
        assertThat(outstanding.isToCome()).isTrue();
        assertThat(outstanding.details()).containsExactly("entered the second half 2 times");

        TimelineStep fetch = TimelineSteps.ofDelivery(
                        json(
                                "{\"state\":\"awaiting_fetch\",\"object\":{\"type\":\"sleep\",\"due_at\":\"2026-03-01T10:00:05Z\",\"attempts\":1,\"reason\":\"http_500\"}}"))
                .getLast();
        assertThat(fetch.what()).endsWith("that it names, sleep");
        assertThat(fetch.details()).containsExactly("1 attempt failed: http_500");

        TimelineStep parked = TimelineSteps.ofDelivery(
                        json("{\"state\":\"parked\",\"reason\":\"NO_USER\",\"parked_at\":\"2026-03-01T10:00:05Z\"}"))
                .getLast();
        assertThat(parked.isStopped()).isTrue();
        assertThat(parked.details()).containsExactly("NO_USER");
    }

    @Test
    void aPacketIsFollowedToItsConsumer() {
        assertThat(TimelineSteps.ofPacket(json("""
                {"packet_id":"p","state":"leased","received_at":"2026-03-01T10:00:00Z","published":true,"attempts":2,
                 "leased_until":"2026-03-01T10:01:00Z","reasons":["attempt 1: the lease ran out"]}""")))
                .extracting(TimelineStep::what)
                .containsExactly("Received", "Published to prana-packets", "Failed", "Leased to a consumer until then");
        assertThat(TimelineSteps.ofPacket(json("{\"state\":\"expired\"}"))
                        .getLast()
                        .what())
                .contains("retention");
    }

    @Test
    void anUpdateIsFollowedToTheBucketAndBack() {
        assertThat(TimelineSteps.ofUpdate(json("""
                {"state":"synced","module":"finance","received_at":"2026-03-01T10:00:00Z","published_at":"2026-03-01T10:00:01Z",
                 "stored_at":"2026-03-01T10:00:02Z","synced_at":"2026-03-01T10:00:03Z","object_id":"o"}""")))
                .extracting(TimelineStep::what)
                .containsExactly(
                        "Received from module finance", "Published to core-updates", "Stored by the bucket", "Synced");
        assertThat(TimelineSteps.ofUpdate(json("{\"state\":\"parked\",\"reason\":\"no\"}"))
                        .getLast()
                        .isStopped())
                .isTrue();
    }

    @Test
    void anAnswerOfAnotherVersionIsStillShown() {
        assertThat(TimelineSteps.ofDelivery(json("{\"state\":\"reconsidered\"}"))
                        .getLast()
                        .what())
                .isEqualTo("reconsidered");
        assertThat(TimelineSteps.ofConnector(json("{\"status\":\"pending\",\"created_at\":\"soon\"}"))
                        .getFirst()
                        .at())
                .isNull();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException wrong) {
            throw new AssertionError(wrong);
        }
    }
}
