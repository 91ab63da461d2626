package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.ValueStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionsTest {

    private final KnownState state = Given.nothingKnown();

    @Test
    void replayGivesTheSameEvents() {
        Normalised first = sleep(Given.ORDERING, "43.0");
        assertThat(sleep(Given.ORDERING, "43.0").events()).isEqualTo(first.events());
    }

    @Test
    void correctionKeepsTheKeyAndRaisesTheRevision() {
        BiometricEvent first = Given.event(sleep(Given.ORDERING, "43.0"), "hrv_rmssd|MEAN");
        BiometricEvent second = Given.event(sleep(Given.ORDERING + 1, "44.0"), "hrv_rmssd|MEAN");
        assertThat(second.idempotencyKey()).isEqualTo(first.idempotencyKey());
        assertThat(second.revision()).isGreaterThan(first.revision());
        assertThat(second.eventId()).isNotEqualTo(first.eventId());
    }

    @Test
    void olderVersionIsSuperseded() {
        sleep(Given.ORDERING, "43.0");
        Normalised late = sleep(Given.ORDERING - 1, "12.0");
        assertThat(late.outcome()).isEqualTo(new Outcome.Dropped(DropRule.SUPERSEDED));
        assertThat(late.events()).isEmpty();
        assertThat(late.resources()).isEmpty();
    }

    @Test
    void deliveryWithoutAnOrderIsTheNewest() {
        BiometricEvent event = Given.event(
                Given.normalise(Given.LINKING, Given.terra(Given.text("terra/sleep.json"), null), state),
                "hrv_rmssd|MEAN");
        assertThat(event.revision()).isEqualTo(Given.RECEIVED.toEpochMilli());
    }

    @Test
    void orderFromTheFarFutureOrInSecondsDoesNotCount() {
        for (long nonsense : new long[] {Given.ORDERING + 100_000_000_000L, 1783233674L}) {
            BiometricEvent event = Given.event(
                    Given.normalise(
                            Given.LINKING, Given.terra(Given.text("terra/sleep.json"), nonsense), Given.nothingKnown()),
                    "hrv_rmssd|MEAN");
            assertThat(event.revision()).isEqualTo(Given.RECEIVED.toEpochMilli());
        }
    }

    @Test
    void newerVersionDeletesFactsItNoLongerHas() {
        sleep(Given.ORDERING, "43.0");
        String without = Given.text("terra/sleep.json").replace("\"delta\": -0.11", "\"delta\": null");
        Normalised newer = Given.normalise(Given.LINKING, Given.terra(without, Given.ORDERING + 1), state);
        BiometricEvent gone = Given.event(newer, "skin_temperature_deviation|DELTA_FROM_BASELINE");
        assertThat(gone.operation()).isEqualTo(Operation.DELETE);
        assertThat(gone.valueStatus()).isEqualTo(ValueStatus.RETRACTED);
        assertThat(gone.metric()).isEqualTo(Metric.SKIN_TEMPERATURE_DEVIATION);
        EventSchema.assertValid(newer.events());
    }

    @Test
    void valueThatTurnsNullIsAbsentNotDeleted() {
        sleep(Given.ORDERING, "43.0");
        BiometricEvent hrv = Given.event(sleep(Given.ORDERING + 1, "null"), "hrv_rmssd|MEAN");
        assertThat(hrv.operation()).isEqualTo(Operation.UPSERT);
        assertThat(hrv.valueStatus()).isEqualTo(ValueStatus.ABSENT);
    }

    @Test
    void enrichmentThatTurnsNullErasesNothing() {
        sleep(Given.ORDERING, "43.0");
        String without = Given.text("terra/sleep.json").replace("\"sleep_score\": 84.2", "\"sleep_score\": null");
        Normalised newer = Given.normalise(Given.LINKING, Given.terra(without, Given.ORDERING + 1), state);
        assertThat(newer.events()).noneMatch(event -> event.operation() == Operation.DELETE);
        assertThat(newer.resources().values().iterator().next().facts())
                .contains("other:sleep.data_enrichment.sleep_score|SCORE");
    }

    @Test
    void editedBedtimeKeepsOneNight() {
        BiometricEvent first = Given.event(sleep(Given.ORDERING, "43.0"), "hrv_rmssd|MEAN");
        String edited = Given.text("terra/sleep.json").replace("T23:24:30.000000+02:00", "T22:24:30.000000+01:00");
        Normalised moved = Given.normalise(Given.LINKING, Given.terra(edited, Given.ORDERING + 1), state);
        assertThat(Given.event(moved, "hrv_rmssd|MEAN").idempotencyKey()).isEqualTo(first.idempotencyKey());
        assertThat(moved.events()).noneMatch(event -> event.operation() == Operation.DELETE);
    }

    @Test
    void deletedWorkoutRetractsItsFacts() {
        String workout = Given.text("terra/activity.json");
        Normalised published = Given.normalise(Given.LINKING, Given.terra(workout), state);
        Normalised deleted = Given.normalise(
                Given.LINKING,
                Given.terra(workout.replace("\"upload_type\": 1", "\"upload_type\": 4"), Given.ORDERING + 1),
                state);
        assertThat(deleted.events())
                .hasSameSizeAs(published.events())
                .allMatch(event -> event.operation() == Operation.DELETE);
        assertThat(keys(deleted)).containsExactlyInAnyOrderElementsOf(keys(published));
        EventSchema.assertValid(deleted.events());
        Normalised late = Given.normalise(Given.LINKING, Given.terra(workout, Given.ORDERING), state);
        assertThat(late.outcome()).isEqualTo(new Outcome.Dropped(DropRule.SUPERSEDED));
    }

    @Test
    void retractionThatOvertakesItsObservationWins() {
        String retracted = Given.text("terra/health_observation.retracted.json");
        Given.normalise(Given.LINKING, Given.terra(retracted, Given.ORDERING + 1), state);
        Normalised late =
                Given.normalise(Given.LINKING, Given.terra(retracted.replace("\"status\": 3", "\"status\": 1")), state);
        assertThat(late.outcome()).isEqualTo(new Outcome.Dropped(DropRule.SUPERSEDED));
    }

    @Test
    void sameDayTwiceInOneDeliveryIsOneDay() {
        String day = "{\"metadata\":{\"start_time\":\"2026-07-05T00:00:00+02:00\"},\"distance_data\":{\"steps\":%d}}";
        Normalised normalised = Given.normalise(
                Given.LINKING,
                Given.terra("{\"type\":\"daily\",\"user\":{\"user_id\":\"u\"},\"data\":[" + day.formatted(1) + ","
                        + day.formatted(2) + "]}"),
                state);
        assertThat(normalised.events()).hasSize(1);
        assertThat(normalised.events().getFirst().value()).isEqualTo(2);
    }

    private Normalised sleep(long ordering, String rmssd) {
        String body = Given.text("terra/sleep.json").replace("\"avg_hrv_rmssd\": 43.0", "\"avg_hrv_rmssd\": " + rmssd);
        return Given.normalise(Given.LINKING, Given.terra(body, ordering), state);
    }

    private static List<String> keys(Normalised normalised) {
        return normalised.events().stream().map(BiometricEvent::idempotencyKey).toList();
    }
}
