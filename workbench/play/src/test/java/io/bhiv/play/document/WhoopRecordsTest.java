package io.bhiv.play.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.person.Day;
import io.bhiv.play.person.History;
import io.bhiv.play.person.Night;
import io.bhiv.play.person.Population;
import io.bhiv.play.person.Vitals;
import io.bhiv.play.person.Workout;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WhoopRecordsTest {

    private static final LocalDate DATE = LocalDate.of(2026, 7, 5);
    private static final Version FIRST = Version.first(Instant.parse("2026-07-05T06:18:44.774Z"));

    private final History history = new Population(3, 1, ZoneId.of("Europe/Berlin")).person("person-1");
    private final WhoopRecords whoop = new WhoopRecords(history.person());
    private final Day day = history.measuredDay(DATE);
    private final Night night = Objects.requireNonNull(day.night());

    @Test
    void aRecoveryIsFoundByItsCycleAndNamesItsSleep() {
        ObjectNode sleep = whoop.sleep(day, night, FIRST, ScoreState.SCORED).body();
        Document recovery = whoop.recovery(day, night, FIRST, ScoreState.SCORED, false);

        assertThat(recovery.body().get("sleep_id")).isEqualTo(sleep.get("id"));
        assertThat(recovery.id()).isEqualTo(sleep.get("id").textValue());
        assertThat(recovery.body().get("cycle_id")).isEqualTo(sleep.get("cycle_id"));
        assertThat(recovery.body().has("id")).isFalse();
    }

    @Test
    void scoresAreInWhoopsUnits() {
        JsonNode recovery = whoop.recovery(day, night, FIRST, ScoreState.SCORED, true)
                .body()
                .get("score");
        JsonNode stages = whoop.sleep(day, night, FIRST, ScoreState.SCORED)
                .body()
                .get("score")
                .get("stage_summary");

        assertThat(recovery.get("hrv_rmssd_milli").doubleValue())
                .isCloseTo(vitals(night).rmssd(), within(1e-6));
        assertThat(recovery.get("user_calibrating").booleanValue()).isTrue();
        assertThat(recovery.get("skin_temp_celsius").doubleValue()).isBetween(31.0, 37.0);
        assertThat(stages.get("total_in_bed_time_milli").intValue())
                .isEqualTo(night.stages().inBed() * 1000);
    }

    @Test
    void onlyAScoredRecordHasAScore() {
        assertThat(whoop.sleep(day, night, FIRST, ScoreState.PENDING_SCORE)
                        .body()
                        .has("score"))
                .isFalse();
        assertThat(whoop.recovery(day, night, FIRST, ScoreState.UNSCORABLE, false)
                        .body()
                        .get("score_state")
                        .textValue())
                .isEqualTo("UNSCORABLE");
        assertThat(WhoopRecords.finalState(new Night(night.bedtime(), night.wake(), night.stages(), null)))
                .isEqualTo(ScoreState.UNSCORABLE);
        assertThat(WhoopRecords.finalState(night)).isEqualTo(ScoreState.SCORED);
    }

    @Test
    void timesAreUtcWithTheOffsetBesideThem() {
        ObjectNode sleep = whoop.sleep(day, night, FIRST, ScoreState.SCORED).body();

        assertThat(sleep.get("start").textValue()).endsWith("Z");
        assertThat(Instant.parse(sleep.get("start").textValue()))
                .isEqualTo(night.bedtime().toInstant());
        assertThat(sleep.get("timezone_offset").textValue()).isEqualTo("+02:00");
        assertThat(sleep.get("created_at").textValue()).isEqualTo("2026-07-05T06:18:44.774Z");
    }

    @Test
    void aCycleThatRunsHasNoEnd() {
        assertThat(whoop.cycle(day, night, FIRST, null).body().has("end")).isFalse();
        assertThat(whoop.cycle(day, night, FIRST, night.wake()).body().has("end"))
                .isTrue();
    }

    @Test
    void aWorkoutsZonesAddUpToItsLength() {
        OffsetDateTime start = night.wake().plusHours(8);
        Workout workout = new Workout("running", start, start.plusMinutes(40), 380, 6000, 143);

        JsonNode score =
                whoop.workout(day, workout, FIRST, ScoreState.SCORED).body().get("score");

        long sum = 0;
        for (JsonNode zone : score.get("zone_durations")) {
            sum += zone.longValue();
        }
        assertThat(sum).isEqualTo(40 * 60_000);
        assertThat(score.get("kilojoule").doubleValue()).isEqualTo(1589.9);
    }

    @Test
    void theProfileCarriesTheIdThatWebhooksCarry() {
        assertThat(whoop.profile().get("user_id").longValue())
                .isEqualTo(history.person().whoopId());
        assertThat(whoop.bodyMeasurement().get("max_heart_rate").isInt()).isTrue();
    }

    private static Vitals vitals(Night night) {
        return Objects.requireNonNull(night.vitals());
    }
}
