package io.bhiv.play.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.person.Activity;
import io.bhiv.play.person.Night;
import io.bhiv.play.person.Person;
import io.bhiv.play.person.Stages;
import io.bhiv.play.person.Vitals;
import io.bhiv.play.person.Workout;
import java.time.Duration;

/** WHOOP's scores: durations in milliseconds, energy in kilojoules, strain from 0 to 21. */
record WhoopScores(Person person) {

    private static final double KILOJOULES = 4.184;
    private static final int MILLIS = 1000;

    void fillSleep(ObjectNode score, Night night, Vitals vitals) {
        Stages stages = night.stages();
        score.putObject("stage_summary")
                .put("total_in_bed_time_milli", stages.inBed() * MILLIS)
                .put("total_awake_time_milli", stages.awake() * MILLIS)
                .put("total_no_data_time_milli", 0)
                .put("total_light_sleep_time_milli", stages.light() * MILLIS)
                .put("total_slow_wave_sleep_time_milli", stages.deep() * MILLIS)
                .put("total_rem_sleep_time_milli", stages.rem() * MILLIS)
                .put("sleep_cycle_count", 4)
                .put("disturbance_count", stages.awake() / 240);
        score.putObject("sleep_needed")
                .put("baseline_milli", 27_395_716)
                .put("need_from_sleep_debt_milli", 352_230)
                .put("need_from_recent_strain_milli", 208_595)
                .put("need_from_recent_nap_milli", 0);
        score.put("respiratory_rate", Rounded.to(8, vitals.respiratoryRate()));
        score.put("sleep_performance_percentage", (double) Rounded.score(stages.asleep() / 280.0));
        score.put("sleep_consistency_percentage", 84.0);
        score.put("sleep_efficiency_percentage", Rounded.to(2, 100.0 * stages.asleep() / stages.inBed()));
    }

    /** Skin temperature is absolute; only a band of the fourth generation measures it, which every person here wears. */
    void fillRecovery(ObjectNode score, Vitals vitals, boolean calibrating) {
        score.put("user_calibrating", calibrating);
        score.put("recovery_score", (double)
                Rounded.score(66 * vitals.rmssd() / person.usual().rmssd()));
        score.put("resting_heart_rate", (double) Math.round(vitals.restingHeartRate()));
        score.put("hrv_rmssd_milli", Rounded.to(6, vitals.rmssd()));
        score.put("spo2_percentage", Rounded.to(4, vitals.spo2()));
        score.put("skin_temp_celsius", Rounded.to(1, person.usual().skinTemperature() + vitals.temperatureDeviation()));
    }

    void fillCycle(ObjectNode score, Activity activity) {
        score.put("strain", Rounded.to(6, activity.strain()));
        score.put("kilojoule", Rounded.to(3, (1600 + activity.activeCalories()) * KILOJOULES));
        score.put("average_heart_rate", Rounded.whole(person.usual().restingHeartRate() + 12));
        score.put("max_heart_rate", Rounded.whole(100 + 4 * activity.strain()));
    }

    void fillWorkout(ObjectNode score, Workout workout, Activity activity) {
        long length = Duration.between(workout.start(), workout.end()).toMillis();
        score.put("strain", Rounded.to(4, activity.strain() * 0.7));
        score.put("average_heart_rate", workout.averageHeartRate());
        score.put("max_heart_rate", workout.averageHeartRate() + 25);
        score.put("kilojoule", Rounded.to(1, workout.calories() * KILOJOULES));
        score.put("percent_recorded", 100.0);
        if (workout.distance() > 0) {
            score.put("distance_meter", workout.distance());
            score.put("altitude_gain_meter", 46.6);
            score.put("altitude_change_meter", -0.78);
        }
        score.putObject("zone_durations")
                .put("zone_zero_milli", length / 20)
                .put("zone_one_milli", length / 10)
                .put("zone_two_milli", length / 4)
                .put("zone_three_milli", length / 4)
                .put("zone_four_milli", length / 4)
                .put("zone_five_milli", length / 10);
    }
}
