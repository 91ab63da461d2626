package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.json.EventJson;
import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.Reading.Unreadable;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provider;
import io.bhiv.model.biometric.Statistic;
import io.bhiv.model.biometric.ValueStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TerraSamplesTest {

    @ParameterizedTest
    @MethodSource("samples")
    void everyEventOfEverySampleIsValid(String sample) {
        Normalised normalised = ofSample(sample);
        EventSchema.assertValid(normalised.events());
        assertThat(normalised.events())
                .extracting(BiometricEvent::idempotencyKey)
                .doesNotHaveDuplicates();
        assertThat(normalised.outcome()).isNotNull();
    }

    static Stream<String> samples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/samples/terra"))) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .toList();
            assertThat(names).hasSizeGreaterThan(30);
            return names.stream();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "access_revoked,Published,1",
        "activity,Published,6",
        "athlete,Dropped,0",
        "auth.error.legacy,Dropped,0",
        "auth.success,Published,1",
        "auth_cancelled,Dropped,0",
        "connection_error,Published,1",
        "deauth,Published,1",
        "google_no_datasource,Dropped,0",
        "health_observation.retracted,Published,1",
        "healthcheck,Dropped,0",
        "hormone,Published,3",
        "lab_report.completed,Published,1",
        "lab_report.failed,Dropped,0",
        "large_request_processing,Dropped,0",
        "large_request_sending,Dropped,0",
        "menstruation,Published,6",
        "nutrition,Published,9",
        "permission_change,Published,1",
        "planned_workout,Published,1",
        "processing.http-response-only,Dropped,0",
        "rate_limit_hit,Dropped,0",
        "s3_payload,AwaitingPayload,0",
        "sleep.empty-data,Dropped,0",
        "unknown_future_type,Dropped,0",
        "user_reauth,Published,1",
        "user_reauth.no-old-user,Published,1"
    })
    void sampleHasItsOutcomeAndEvents(String sample, String outcome, int events) {
        Normalised normalised = ofSample(sample);
        assertThat(normalised.outcome().getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(normalised.events()).hasSize(events);
    }

    @Test
    void sleepBecomesAnEventPerFact() {
        Normalised sleep = ofSample("sleep");
        String key = "c80d026a-66c0-4c1e-9d7e-1f0f6a1b2c3d|";
        assertThat(sleep.events().stream()
                        .map(event -> event.idempotencyKey()
                                .substring(event.idempotencyKey().indexOf(key) + key.length())))
                .containsExactlyInAnyOrder(
                        "sleep_session|SESSION",
                        "hrv_rmssd|MEAN",
                        "hrv_rmssd|SERIES",
                        "heart_rate|MEAN",
                        "heart_rate|MIN",
                        "heart_rate|MAX",
                        "heart_rate|SERIES",
                        "resting_heart_rate|MEAN",
                        "respiratory_rate|MEAN",
                        "spo2|MEAN",
                        "skin_temperature_deviation|DELTA_FROM_BASELINE",
                        "sleep_efficiency|MEAN",
                        "sleep_duration|SUM",
                        "sleep_deep_duration|SUM",
                        "sleep_light_duration|SUM",
                        "sleep_rem_duration|SUM",
                        "sleep_awake_duration|SUM",
                        "sleep_latency|SUM",
                        "time_in_bed|SUM",
                        "readiness_score|SCORE",
                        "other:sleep.readiness_data.recovery_level|SCORE",
                        "sleep_score|SCORE",
                        "other:sleep.data_enrichment.sleep_score|SCORE");
    }

    @Test
    void seriesKeepsTimesAsOffsetsAndValuesInOrder() {
        BiometricEvent series = Given.event(ofSample("sleep"), "hrv_rmssd|SERIES");
        assertThat(Given.present(series.series()).offsetsSeconds()).containsExactly(0.0, 300.0, 600.0, 900.0);
        assertThat(Given.values(series)).containsExactly(40.0, 41.0, 42.0, 43.0);
        assertThat(series.value()).isNull();
    }

    @Test
    void stagesCarryTheirOffsetFromTheStartOfTheNight() {
        BiometricEvent night = Given.event(ofSample("sleep"), "sleep_session|SESSION");
        assertThat(Given.present(Given.present(night.session()).stages()).toString())
                .contains("offset_seconds=0", "stage=LIGHT", "offset_seconds=2400", "stage=REM");
        assertThat(Given.present(night.provenance().device()).model()).isEqualTo("Oura Ring Gen3");
    }

    @Test
    void nightWithoutVariabilityIsAbsentAndNeverZero() {
        Normalised night = ofSample("sleep.no-hrv");
        BiometricEvent hrv = Given.event(night, "hrv_rmssd|MEAN");
        assertThat(hrv.valueStatus()).isEqualTo(ValueStatus.ABSENT);
        assertThat(hrv.value()).isNull();
        assertThat(night.events()).noneMatch(event -> event.metric() == Metric.HRV_SDNN);
        assertThat(night.events())
                .allMatch(event -> Given.present(Given.present(event.quality()).tentative()));
        assertThat(night.events()).noneMatch(event -> event.value() != null && event.value() == 0);
    }

    @Test
    void appleVariabilityStaysSdnn() {
        Normalised body = ofSample("body");
        assertThat(body.events()).noneMatch(event -> event.metric() == Metric.HRV_RMSSD);
        assertThat(Given.event(body, "hrv_sdnn|MEAN").value()).isEqualTo(48.3);
        assertThat(Given.values(Given.event(body, "hrv_sdnn|SERIES"))).containsExactly(51.2);
        assertThat(Given.values(Given.event(body, "rr_interval|SERIES"))).containsExactly(1106.0);
    }

    @Test
    void dayIsKeyedByItsDate() {
        Normalised day = ofSample("daily");
        assertThat(day.events()).allMatch(event -> event.idempotencyKey().contains("|daily|2026-07-05|"));
        assertThat(Given.event(day, "|strain|SCORE").value()).isEqualTo(11.3);
        assertThat(Given.event(day, "|recovery_score|SCORE").value()).isEqualTo(66);
        assertThat(Given.event(day, "|steps|SUM")
                        .observation()
                        .coding()
                        .getFirst()
                        .code())
                .isEqualTo("41950-7");
        assertThat(Given.event(day, "total_stress_score|SCORE").observation().providerMetric())
                .isEqualTo("daily.data_enrichment.total_stress_score");
    }

    @Test
    void personalAttributesNeverLeave() {
        for (String sample : List.of("athlete", "activity", "daily", "sleep")) {
            for (BiometricEvent event : ofSample(sample).events()) {
                assertThat(new String(EventJson.bytes(event), StandardCharsets.UTF_8))
                        .doesNotContain("Zoë", "Åström", "member@example.com", "Morning Run");
            }
        }
        assertThat(ofSample("athlete").outcome()).isEqualTo(new Outcome.Dropped(DropRule.NO_MEASUREMENT));
    }

    @Test
    void laboratoryNumbersKeepTheirCodeAndBelongToTheReference() {
        BiometricEvent ferritin = ofSample("lab_report.completed").events().getFirst();
        assertThat(ferritin.observation().coding().getFirst().code()).isEqualTo("2276-4");
        assertThat(ferritin.unit()).isEqualTo("ng/mL");
        assertThat(ferritin.value()).isEqualTo(61.0);
        assertThat(ferritin.effective().localDate()).hasToString("2026-07-03");
        assertThat(ferritin.subject().subjectId())
                .isEqualTo(ofSample("sleep").events().getFirst().subject().subjectId());
    }

    @Test
    void hormonesCarryUcumUnits() {
        Normalised hormones = ofSample("hormone");
        assertThat(Given.event(hormones, "lh_mIU_per_ml|INSTANT").unit()).isEqualTo("m[IU]/mL");
        assertThat(hormones.events()).allMatch(event -> event.statistic() == Statistic.INSTANT);
    }

    @Test
    void retractionWithdraws() {
        BiometricEvent retraction =
                ofSample("health_observation.retracted").events().getFirst();
        assertThat(retraction.operation()).isEqualTo(Operation.DELETE);
        assertThat(retraction.valueStatus()).isEqualTo(ValueStatus.RETRACTED);
    }

    @Test
    void permissionChangeNamesTheScopes() {
        BiometricEvent change = ofSample("permission_change").events().getFirst();
        assertThat(Given.present(change.connection()).state()).isEqualTo(ConnectionState.SCOPES_CHANGED);
        assertThat(Given.present(change.connection()).scopesAdded()).containsExactly("heartrate");
        assertThat(Given.present(change.connection()).scopesRemoved()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'',NOT_JSON",
        "'null',NOT_JSON",
        "'[]',NOT_JSON",
        "'{',NOT_JSON",
        "'{} {}',NOT_JSON",
        "'{\"type\":\"sleep\",\"type\":\"body\"}',NOT_JSON",
        "'{\"type\":\"sleep\",\"data\":[{\"a\":1,\"a\":2}]}',NOT_JSON",
        "'{\"type\":\"sleep\",\"data\":[NaN]}',NOT_JSON",
        "'{}',WRONG_SHAPE",
        "'{\"type\":\"sleep\",\"user\":{\"user_id\":\"u\"},\"data\":{}}',WRONG_SHAPE",
        "'{\"type\":{}}',WRONG_SHAPE",
        "'{\"type\":\"s3_payload\"}',WRONG_SHAPE"
    })
    void whatCannotBeUnderstoodIsParked(String body, ParkReason reason) {
        assertThat(Given.LINKING.read(Given.terra(body))).isEqualTo(new Unreadable(reason));
        assertThat(Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown())
                        .outcome())
                .isEqualTo(new Outcome.Parked(reason, null));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostileBodiesAreParkedNotThrown(byte[] body) {
        assertThat(Given.LINKING.read(Given.delivery(Provider.TERRA, body, null)))
                .isInstanceOf(Unreadable.class);
    }

    static Stream<byte[]> hostile() {
        return Stream.of(
                        "{\"type\":\"sleep\",\"data\":" + "[".repeat(100_000),
                        "{\"type\":\"sleep\",\"data\":" + "[".repeat(250) + "]".repeat(250) + "}",
                        "{\"type\":\"sleep\",\"data\":[" + "9".repeat(10_000) + "]}",
                        "{\"type\":\"sleep\",\"x\":1e" + "9".repeat(200) + "}",
                        "{\"type\":\"activity\",\"data\":[" + "{},".repeat(20_000) + "{}]}",
                        "\u0000")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void textInAnotherEncodingIsNotGuessed() {
        assertThat(Given.LINKING.read(Given.delivery(
                        Provider.TERRA, "{\"type\":\"healthcheck\"}".getBytes(StandardCharsets.UTF_16BE), null)))
                .isEqualTo(new Unreadable(ParkReason.NOT_JSON));
    }

    private static Normalised ofSample(String sample) {
        return Given.normalise(
                Given.LINKING, Given.terra(Given.text("terra/" + sample + ".json")), Given.nothingKnown());
    }
}
