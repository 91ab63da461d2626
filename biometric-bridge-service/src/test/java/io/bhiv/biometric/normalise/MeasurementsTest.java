package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementsTest {

    @Test
    void saturationOfAMuscleIsLeftOut() {
        String body = Given.text("terra/body.json").replace("\"type\": 0", "\"type\": 1");
        Normalised normalised = Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
        assertThat(normalised.events()).noneMatch(event -> event.metric() == Metric.SPO2);
    }

    @Test
    void napIsNoNight() {
        String nap = Given.text("terra/sleep.json").replace("\"is_nap\": false", "\"is_nap\": true");
        Normalised normalised = Given.normalise(Given.LINKING, Given.terra(nap), Given.nothingKnown());
        assertThat(normalised.events()).allMatch(event -> event.context() == MeasurementContext.NAP);
    }

    @Test
    void nullInASeriesStaysNull() {
        String body = Given.text("terra/sleep.json").replace("\"hrv_rmssd\": 41.0", "\"hrv_rmssd\": null");
        BiometricEvent series = Given.event(
                Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown()), "hrv_rmssd|SERIES");
        assertThat(Given.values(series)).containsExactly(40.0, null, 42.0, 43.0);
    }

    @Test
    void longSeriesIsCutIntoRecordsThatKafkaTakes() {
        StringBuilder samples = new StringBuilder();
        for (int second = 0; second < 12_001; second++) {
            samples.append(second == 0 ? "" : ",")
                    .append("{\"timestamp\":\"2026-07-05T%02d:%02d:%02dZ\",\"bpm\":60.125}"
                            .formatted(second / 3600, second / 60 % 60, second % 60));
        }
        String body = "{\"type\":\"daily\",\"user\":{\"user_id\":\"u\"},\"data\":[{\"metadata\":{\"start_time\":"
                + "\"2026-07-05T00:00:00Z\"},\"heart_rate_data\":{\"detailed\":{\"hr_samples\":[" + samples
                + "]}}}]}";
        Normalised normalised = Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
        assertThat(keys(normalised)).hasSize(3).anyMatch(key -> key.endsWith("heart_rate|SERIES.3"));
        assertThat(normalised.events().stream()
                        .mapToInt(event -> Given.values(event).size()))
                .containsExactly(5_000, 5_000, 2_001);
        EventSchema.assertValid(normalised.events());
    }

    @Test
    void weightOfTheDayIsItsLatest() {
        String body = """
                {"type":"body","user":{"user_id":"u"},"data":[{"metadata":{"start_time":"2026-07-05T00:00:00+02:00"},
                 "measurements_data":{"measurements":[
                  {"measurement_time":"2026-07-05T20:00:00+02:00","weight_kg":80.5,"bodyfat_percentage":20.1,"user_notes":"after dinner"},
                  {"measurement_time":"2026-07-05T07:00:00+02:00","weight_kg":79.5}]}}]}""";
        Normalised normalised = Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
        assertThat(Given.event(normalised, "weight|LATEST").value()).isEqualTo(80.5);
        assertThat(Given.values(Given.event(normalised, "weight|SERIES"))).containsExactly(79.5, 80.5);
        assertThat(Given.event(normalised, "bodyfat_percentage|LATEST").unit()).isEqualTo("%");
        EventSchema.assertValid(normalised.events());
    }

    @Test
    void typeZeroOfAWorkoutIsAType() {
        String body = Given.text("terra/activity.json").replace("\"type\": 8", "\"type\": 0");
        Normalised normalised = Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
        assertThat(Given.told(Given.event(normalised, "workout|SESSION").session())
                        .type())
                .isEqualTo("0");
    }

    private static List<String> keys(Normalised normalised) {
        return normalised.events().stream().map(BiometricEvent::idempotencyKey).toList();
    }
}
