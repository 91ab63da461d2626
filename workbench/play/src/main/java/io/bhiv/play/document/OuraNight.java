package io.bhiv.play.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.person.Night;
import io.bhiv.play.person.Person;
import io.bhiv.play.person.Stages;
import io.bhiv.play.person.Vitals;
import org.jspecify.annotations.Nullable;

/** The measurements of a night in Oura's fields. Scores are Oura's own and no milliseconds, whatever their names say. */
record OuraNight(Person person, Night night) {

    private static final int NULLS_BEFORE_HRV = 2;

    /** A nap is a sleep of another type, with a period of its own and no readiness. */
    void fillNap(ObjectNode sleep) {
        fillSleep(sleep);
        sleep.put("period", 1);
        sleep.putNull("readiness");
        sleep.put("type", "late_nap");
    }

    void fillSleep(ObjectNode sleep) {
        Stages stages = night.stages();
        NightSeries series = new NightSeries(night);
        fillVitals(sleep, series);
        sleep.put("awake_time", stages.awake());
        sleep.put("bedtime_end", Times.local(night.wake()));
        sleep.put("bedtime_start", Times.local(night.bedtime()));
        sleep.put("deep_sleep_duration", stages.deep());
        sleep.put("efficiency", stages.efficiency());
        sleep.put("latency", stages.latency());
        sleep.put("light_sleep_duration", stages.light());
        sleep.put("low_battery_alert", night.vitals() == null);
        sleep.put("movement_30_sec", series.movement());
        sleep.put("period", 0);
        sleep.set("readiness", readiness());
        sleep.put("readiness_score_delta", 0);
        sleep.put("rem_sleep_duration", stages.rem());
        sleep.put("restless_periods", stages.awake() / 60);
        sleep.put("sleep_algorithm_version", "v2");
        sleep.put("sleep_phase_5_min", series.phases());
        sleep.put("sleep_score_delta", 0);
        sleep.put("time_in_bed", stages.inBed());
        sleep.put("total_sleep_duration", stages.asleep());
        sleep.put("type", "long_sleep");
        sleep.put(
                "ring_id",
                person.recordId("ring", night.wake().toLocalDate().withDayOfYear(1))
                        .toString());
    }

    private void fillVitals(ObjectNode sleep, NightSeries series) {
        Vitals vitals = night.vitals();
        if (vitals == null) {
            sleep.putNull("average_breath");
            sleep.putNull("average_heart_rate");
            sleep.putNull("average_hrv");
            sleep.putNull("heart_rate");
            sleep.putNull("hrv");
            sleep.putNull("lowest_heart_rate");
            return;
        }
        // Oura gives breath in eighths.
        sleep.put("average_breath", Math.round(vitals.respiratoryRate() * 8) / 8.0);
        sleep.put("average_heart_rate", Rounded.to(2, vitals.averageHeartRate()));
        sleep.put("average_hrv", Rounded.whole(vitals.rmssd()));
        sleep.set("heart_rate", series.around(vitals.averageHeartRate(), 2, 1));
        sleep.set("hrv", series.around(vitals.rmssd(), vitals.rmssd() / 6, NULLS_BEFORE_HRV));
        sleep.put("lowest_heart_rate", Rounded.whole(vitals.restingHeartRate()));
    }

    private @Nullable ObjectNode readiness() {
        if (night.vitals() == null) {
            return null;
        }
        ObjectNode readiness = JsonNodeFactory.instance.objectNode();
        fillReadiness(readiness);
        return readiness;
    }

    void fillReadiness(ObjectNode readiness) {
        Vitals vitals = night.vitals();
        ObjectNode contributors = readiness.putObject("contributors");
        contributors.put("activity_balance", 78);
        if (vitals == null) {
            contributors.putNull("body_temperature");
            contributors.putNull("hrv_balance");
        } else {
            contributors.put("body_temperature", Rounded.score(100 - 60 * Math.abs(vitals.temperatureDeviation())));
            contributors.put(
                    "hrv_balance",
                    Rounded.score(80 * vitals.rmssd() / person.usual().rmssd()));
        }
        contributors.put("previous_day_activity", 74);
        contributors.put("previous_night", sleepScore());
        contributors.put("recovery_index", 85);
        if (vitals == null) {
            contributors.putNull("resting_heart_rate");
        } else {
            double above = vitals.restingHeartRate() - person.usual().restingHeartRate();
            contributors.put("resting_heart_rate", Rounded.score(88 - 6 * above));
        }
        contributors.put("sleep_balance", 80);
        contributors.put("sleep_regularity", 86);
        fillReadinessFigures(readiness, vitals);
    }

    private void fillReadinessFigures(ObjectNode readiness, @Nullable Vitals vitals) {
        if (vitals == null) {
            readiness.putNull("score");
            readiness.putNull("temperature_deviation");
            readiness.putNull("temperature_trend_deviation");
            return;
        }
        readiness.put(
                "score",
                Rounded.score(84 * Math.sqrt(vitals.rmssd() / person.usual().rmssd())));
        readiness.put("temperature_deviation", Rounded.to(2, vitals.temperatureDeviation()));
        readiness.put("temperature_trend_deviation", Rounded.to(2, vitals.temperatureDeviation() / 2));
    }

    void fillDailySleep(ObjectNode daily) {
        ObjectNode contributors = daily.putObject("contributors");
        Stages stages = night.stages();
        contributors.put("deep_sleep", Rounded.score(stages.deep() / 60.0));
        contributors.put("efficiency", Rounded.score(stages.efficiency() + 3));
        contributors.put("latency", Rounded.score(100 - stages.latency() / 60.0));
        contributors.put("rem_sleep", Rounded.score(stages.rem() / 65.0));
        contributors.put("restfulness", Rounded.score(100 - stages.awake() / 90.0));
        contributors.put("timing", 91);
        contributors.put("total_sleep", Rounded.score(stages.asleep() / 300.0));
        daily.put("score", sleepScore());
    }

    private int sleepScore() {
        return Rounded.score(night.stages().asleep() / 320.0);
    }
}
