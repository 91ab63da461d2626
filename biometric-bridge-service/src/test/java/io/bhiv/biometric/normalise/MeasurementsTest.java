package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.ValueStatus;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
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
    @FixedFault(
            area = Area.TRUTH,
            fault = "Day averages of BMI, BMR and RMR, insulin and laboratory values without a UCUM code had no unit",
            now = "Each has the unit that its schema states")
    void everyBodyMeasurementHasTheUnitOfItsSchema() {
        String body = """
                {"type":"body","user":{"user_id":"u"},"data":[{"metadata":{"start_time":"2026-07-05T00:00:00+02:00"},
                 "measurements_data":{"day_avg_bmi":22.5,"day_avg_bmr":1600,"day_avg_rmr":1500,"day_avg_insulin_units":3,
                  "day_avg_estimated_fitness_age":30,"day_avg_bone_mass_g":3200,
                  "measurements":[{"measurement_time":"2026-07-05T07:00:00+02:00","BMI":22.4,"BMR":1800,"RMR":2000}]}}]}""";
        Normalised normalised = Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
        assertThat(normalised.events())
                .extracting(event ->
                        event.idempotencyKey().substring(event.idempotencyKey().lastIndexOf('.') + 1)
                                + ' '
                                + event.unit())
                .containsExactlyInAnyOrder(
                        "day_avg_bmi|MEAN kg/m2",
                        "day_avg_bmr|MEAN kcal/d",
                        "day_avg_rmr|MEAN kcal/d",
                        "day_avg_insulin_units|MEAN [IU]",
                        "day_avg_estimated_fitness_age|MEAN a",
                        "day_avg_bone_mass_g|MEAN g",
                        "BMI|LATEST kg/m2",
                        "BMR|LATEST kcal/d",
                        "RMR|LATEST kcal/d");
        EventSchema.assertValid(normalised.events());
    }

    @Test
    void aLaboratoryUnitWithoutACodeIsAnAnnotation() {
        String report = Given.text("terra/lab_report.completed.json")
                .replaceAll("\"ucum_code\": \"[^\"]*\"", "\"ucum_code\": null");
        Normalised normalised = Given.normalise(Given.LINKING, Given.terra(report), Given.nothingKnown());
        assertThat(normalised.events().getFirst().unit()).startsWith("{").endsWith("}");
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "An RMSSD of 0, which devices write where they measured nothing, was a measurement and fired CRITICAL",
            now =
                    "0 or less is no value of a quantity that a living person always has: absent in a night, null in a series")
    void zeroIsNoMeasurementOfWhatIsNeverZero() {
        String body = Given.text("terra/sleep.json")
                .replaceAll("\"avg_hrv_rmssd\": [0-9.]+", "\"avg_hrv_rmssd\": 0.0")
                .replaceAll("\"resting_hr_bpm\": [0-9.]+", "\"resting_hr_bpm\": 0")
                .replace("\"hrv_rmssd\": 41.0", "\"hrv_rmssd\": 0");
        Normalised night = Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
        BiometricEvent rmssd = Given.event(night, "hrv_rmssd|MEAN");
        assertThat(rmssd.valueStatus()).isEqualTo(ValueStatus.ABSENT);
        assertThat(rmssd.value()).isNull();
        assertThat(Given.values(Given.event(night, "hrv_rmssd|SERIES"))).containsExactly(40.0, null, 42.0, 43.0);
        assertThat(keys(night)).noneMatch(key -> key.contains("resting_heart_rate"));
    }

    @Test
    void unknownCodesAreNoValues() {
        String body = """
                {"type":"menstruation","user":{"user_id":"u"},"data":[{"metadata":{"start_time":"2026-07-05T00:00:00+02:00"},
                 "menstruation_data":{"current_phase":0,"day_in_cycle":3,"menstruation_flow":[
                  {"timestamp":"2026-07-05T08:00:00+02:00","flow":0},{"timestamp":"2026-07-05T09:00:00+02:00","flow":2}]}}]}""";
        Normalised day = Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
        assertThat(keys(day)).noneMatch(key -> key.contains("current_phase"));
        assertThat(Given.values(Given.event(day, "menstruation_flow|SERIES"))).containsExactly(null, 2.0);

        String observation = Given.text("terra/health_observation.retracted.json")
                .replace("\"status\": 3", "\"status\": 1")
                .replace("\"severity\": 3", "\"severity\": 0")
                .replace("\"category\": 1", "\"category\": 0");
        BiometricEvent noted = Given.normalise(Given.LINKING, Given.terra(observation), Given.nothingKnown())
                .events()
                .getFirst();
        assertThat(Given.present(noted.extensions())).containsOnlyKeys("observation_type");
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
    @FixedFault(
            area = Area.TRUTH,
            fault = "A weight of 0 kg, which scales send with a body fat alone, was the person's latest weight",
            now = "The latest weight that is one stands")
    void aWeightOfNothingIsNoWeight() {
        String body = """
                {"type":"body","user":{"user_id":"u"},"data":[{"metadata":{"start_time":"2026-07-05T00:00:00+02:00"},
                 "measurements_data":{"measurements":[
                  {"measurement_time":"2026-07-05T08:00:00+02:00","weight_kg":70.2},
                  {"measurement_time":"2026-07-05T20:00:00+02:00","weight_kg":0,"bodyfat_percentage":18}]}}]}""";
        Normalised normalised = Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
        assertThat(Given.event(normalised, "weight|LATEST").value()).isEqualTo(70.2);
        assertThat(Given.event(normalised, "bodyfat_percentage|LATEST").value()).isEqualTo(18);

        Normalised none = Given.normalise(
                Given.LINKING,
                Given.terra(body.replace("\"weight_kg\":70.2", "\"height_cm\":0")),
                Given.nothingKnown());
        assertThat(none.events()).noneMatch(event -> event.metric() == Metric.WEIGHT);
    }

    @Test
    void typeZeroOfAWorkoutIsAType() {
        String body = Given.text("terra/activity.json").replace("\"type\": 8", "\"type\": 0");
        Normalised normalised = Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
        assertThat(Given.present(Given.event(normalised, "workout|SESSION").session())
                        .type())
                .isEqualTo("0");
    }

    private static List<String> keys(Normalised normalised) {
        return normalised.events().stream().map(BiometricEvent::idempotencyKey).toList();
    }
}
