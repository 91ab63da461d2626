package io.bhiv.play.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.person.Day;
import io.bhiv.play.person.History;
import io.bhiv.play.person.Night;
import io.bhiv.play.person.Population;
import io.bhiv.play.person.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OuraDocumentsTest {

    private static final LocalDate DATE = LocalDate.of(2026, 7, 5);
    private static final Version FIRST = Version.first(Instant.parse("2026-07-05T06:41:11Z"));

    private final History history = new Population(3, 1, ZoneId.of("Europe/Berlin")).person("person-1");
    private final OuraDocuments oura = new OuraDocuments(history.person());
    private final Day day = history.measuredDay(DATE);

    @Test
    void aDayHasADocumentInEveryCollectionItConcerns() {
        assertThat(byCollection(day, FIRST).keySet())
                .contains(
                        "sleep",
                        "daily_sleep",
                        "daily_readiness",
                        "daily_spo2",
                        "daily_activity",
                        "daily_stress",
                        "daily_resilience",
                        "daily_cardiovascular_age",
                        "vO2_max",
                        "sleep_time");
    }

    @Test
    void everyDocumentHasAnIdAndExceptResilienceItsVersion() {
        assertThat(oura.of(day, FIRST)).allSatisfy(document -> {
            assertThat(document.body().path("id").textValue()).isEqualTo(document.id());
            assertThat(document.body().path("day").textValue()).isEqualTo("2026-07-05");
            if (!document.collection().equals("daily_resilience")) {
                assertThat(document.body().path("meta").path("version").intValue())
                        .isEqualTo(1);
                assertThat(document.body().path("meta").path("updated_at").textValue())
                        .isEqualTo("2026-07-05T06:41:11.000Z");
            }
        });
        assertThat(oura.of(day, FIRST)).extracting(Document::id).doesNotHaveDuplicates();
    }

    @Test
    void aNightIsShownInOurasUnits() {
        ObjectNode sleep = document(day, FIRST, "sleep").body();
        Night night = Objects.requireNonNull(day.night());

        assertThat(sleep.get("average_hrv").isInt()).isTrue();
        assertThat(sleep.get("average_hrv").intValue())
                .isEqualTo((int) Math.round(vitals(night).rmssd()));
        assertThat(sleep.get("lowest_heart_rate").intValue())
                .isEqualTo((int) Math.round(vitals(night).restingHeartRate()));
        assertThat(sleep.get("total_sleep_duration").intValue())
                .isEqualTo(sleep.get("deep_sleep_duration").intValue()
                        + sleep.get("light_sleep_duration").intValue()
                        + sleep.get("rem_sleep_duration").intValue());
        assertThat(sleep.get("type").textValue()).isEqualTo("long_sleep");
        OffsetDateTime bedtime = OffsetDateTime.parse(sleep.get("bedtime_start").textValue());
        assertThat(bedtime.getOffset()).hasToString("+02:00");
        assertThat(Duration.between(
                        bedtime, OffsetDateTime.parse(sleep.get("bedtime_end").textValue())))
                .hasSeconds(sleep.get("time_in_bed").intValue());
    }

    @Test
    void theSeriesHasASampleEveryFiveMinutesAndNullsWhereNothingWasMeasured() {
        ObjectNode sleep = document(day, FIRST, "sleep").body();
        JsonNode hrv = sleep.get("hrv");
        int samples = (sleep.get("time_in_bed").intValue() + 299) / 300;

        assertThat(hrv.get("interval").doubleValue()).isEqualTo(300);
        assertThat(hrv.get("items")).hasSize(samples);
        assertThat(hrv.get("items").get(0).isNull()).isTrue();
        assertThat(hrv.get("items").get(5).isDouble()).isTrue();
        assertThat(sleep.get("sleep_phase_5_min").textValue()).hasSize(samples).matches("[1-4]+");
    }

    @Test
    void aNightWithoutMeasurementHasNullsAndNeverZero() {
        Night night = Objects.requireNonNull(day.night());
        Day unmeasured = day.withNight(new Night(night.bedtime(), night.wake(), night.stages(), null));

        for (String field : List.of("average_hrv", "hrv", "lowest_heart_rate", "average_breath", "heart_rate")) {
            assertThat(document(unmeasured, FIRST, "sleep").body().get(field).isNull())
                    .as(field)
                    .isTrue();
        }
        assertThat(document(unmeasured, FIRST, "daily_spo2")
                        .body()
                        .get("spo2_percentage")
                        .isNull())
                .isTrue();
        assertThat(document(unmeasured, FIRST, "daily_readiness")
                        .body()
                        .get("temperature_deviation")
                        .isNull())
                .isTrue();
        assertThat(OuraSamples.heartRate(Objects.requireNonNull(unmeasured.night())))
                .isEmpty();
    }

    @Test
    void aNightThatWasNotWornLeavesTheDaysOwnDocuments() {
        assertThat(byCollection(day.withNight(null), FIRST).keySet())
                .contains("daily_activity", "daily_stress", "vO2_max")
                .doesNotContain("sleep", "daily_sleep", "daily_readiness", "daily_spo2");
    }

    @Test
    void aLaterVersionKeepsTheIdAndSaysWhy() {
        Document first = document(day, FIRST, "sleep");
        Version second = FIRST.next(Instant.parse("2026-07-05T09:00:00Z"));
        Document corrected = document(day.withRmssd(33), second, "sleep");

        assertThat(corrected.id()).isEqualTo(first.id());
        assertThat(corrected.body().path("meta").path("version").intValue()).isEqualTo(2);
        assertThat(corrected.body().get("average_hrv").intValue()).isEqualTo(33);
        assertThat(corrected.body().get("sleep_analysis_reason").textValue()).isEqualTo("bedtime_edit");
    }

    @Test
    void aNapIsASleepOfAnotherTypeAndASessionHasAVariability() {
        Day busy = history.days(DATE, 200).stream()
                .filter(one -> one.daytime().nap() != null)
                .findFirst()
                .orElseThrow();
        ObjectNode nap = oura.of(busy, FIRST).stream()
                .filter(one -> one.body().path("type").asText().equals("late_nap"))
                .findFirst()
                .orElseThrow()
                .body();
        ObjectNode session = history.days(DATE, 200).stream()
                .flatMap(one -> oura.of(one, FIRST).stream())
                .filter(one -> one.collection().equals("session"))
                .findFirst()
                .orElseThrow()
                .body();

        assertThat(nap.get("period").intValue()).isEqualTo(1);
        assertThat(nap.get("readiness").isNull()).isTrue();
        assertThat(nap.get("average_hrv").intValue()).isPositive();
        assertThat(session.get("heart_rate_variability").get("items").get(0).isNull())
                .isTrue();
        assertThat(session.get("heart_rate_variability").get("items").get(1).doubleValue())
                .isBetween(5.0, 300.0);
    }

    @Test
    void samplesAreUtcAndSayHowGoodTheyAre() {
        ObjectNode rate =
                OuraSamples.heartRate(Objects.requireNonNull(day.night())).getFirst();
        ObjectNode beat = OuraSamples.interbeatInterval(Objects.requireNonNull(day.night()))
                .getFirst();

        assertThat(Instant.parse(rate.get("timestamp").textValue()).toEpochMilli())
                .isEqualTo(rate.get("timestamp_unix").longValue());
        assertThat(rate.get("source").textValue()).isEqualTo("sleep");
        assertThat(beat.get("validity").intValue()).isEqualTo(1);
        assertThat(beat.get("ibi").intValue()).isBetween(400, 1800);
    }

    @Test
    void personalInfoCarriesTheIdThatWebhooksCarry() {
        assertThat(oura.personalInfo().get("id").textValue())
                .isEqualTo(history.person().ouraId().toString());
    }

    private Map<String, Document> byCollection(Day shown, Version version) {
        // Of the sleeps the one of the night.
        return oura.of(shown, version).stream()
                .collect(Collectors.toMap(Document::collection, one -> one, (night, nap) -> night));
    }

    private Document document(Day shown, Version version, String collection) {
        return Objects.requireNonNull(byCollection(shown, version).get(collection));
    }

    private static Vitals vitals(Night night) {
        return Objects.requireNonNull(night.vitals());
    }
}
