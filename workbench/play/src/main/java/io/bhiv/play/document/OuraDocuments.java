package io.bhiv.play.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.person.Activity;
import io.bhiv.play.person.Day;
import io.bhiv.play.person.Daytime;
import io.bhiv.play.person.Night;
import io.bhiv.play.person.Person;
import io.bhiv.play.person.Session;
import io.bhiv.play.person.Vitals;
import io.bhiv.play.person.Workout;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A person's day in the documents of Oura's API v2. The collections are named as in its paths, so the one of the data type
 * {@code vo2_max} is {@code vO2_max}.
 */
public record OuraDocuments(Person person) {

    /** All documents of a day; those that need a night are missing where the ring was not worn. */
    public List<Document> of(Day day, Version version) {
        List<Document> documents = new ArrayList<>();
        if (day.night() != null) {
            nightDocuments(day, day.night(), version, documents);
        }
        dayDocuments(day, version, documents);
        Daytime daytime = day.daytime();
        if (daytime.workout() != null) {
            documents.add(workout(day, daytime.workout(), version));
        }
        if (daytime.nap() != null) {
            documents.add(nap(day, daytime.nap(), version));
        }
        if (daytime.session() != null) {
            documents.add(session(day, daytime.session(), version));
        }
        return documents;
    }

    /** Answer of {@code personal_info}. */
    public ObjectNode personalInfo() {
        ObjectNode info = JsonNodeFactory.instance.objectNode();
        info.put("id", person.ouraId().toString());
        info.put("age", person.body().age());
        info.put("weight", Rounded.to(1, person.body().weightKilogram()));
        info.put("height", Rounded.to(2, person.body().heightMeter()));
        info.put("biological_sex", person.body().female() ? "female" : "male");
        info.put("email", person.name() + "@example.com");
        return info;
    }

    /** The one document of {@code ring_configuration}. */
    public Document ringConfiguration(Day first, Version version) {
        ObjectNode ring = begin("ring_configuration", first, version);
        ring.put("color", "silver");
        ring.put("design", "horizon");
        ring.put("firmware_version", "2.9.30");
        ring.put("hardware_type", "gen3");
        ring.put("set_up_at", Times.utc(version.created()));
        ring.put("size", 9);
        return document("ring_configuration", first, midnight(first), ring);
    }

    private void nightDocuments(Day day, Night night, Version version, List<Document> documents) {
        OuraNight shown = new OuraNight(person, night);
        ObjectNode sleep = begin("sleep", day, version);
        sleep.put("day", day.date().toString());
        shown.fillSleep(sleep);
        sleep.put("sleep_analysis_reason", version.number() == 1 ? "foreground_sleep_analysis" : "bedtime_edit");
        documents.add(document("sleep", day, night.bedtime(), sleep));

        ObjectNode dailySleep = beginDaily("daily_sleep", day, version);
        shown.fillDailySleep(dailySleep);
        documents.add(document("daily_sleep", day, midnight(day), dailySleep));

        ObjectNode readiness = beginDaily("daily_readiness", day, version);
        shown.fillReadiness(readiness);
        documents.add(document("daily_readiness", day, midnight(day), readiness));

        documents.add(document("daily_spo2", day, midnight(day), spo2(day, night, version)));
        documents.add(document("sleep_time", day, midnight(day), sleepTime(day, version)));
    }

    private ObjectNode spo2(Day day, Night night, Version version) {
        ObjectNode spo2 = begin("daily_spo2", day, version);
        spo2.put("day", day.date().toString());
        Vitals vitals = night.vitals();
        if (vitals == null) {
            spo2.putNull("breathing_disturbance_index");
            spo2.putNull("spo2_percentage");
        } else {
            spo2.put("breathing_disturbance_index", 3);
            spo2.putObject("spo2_percentage").put("average", Rounded.to(3, vitals.spo2()));
        }
        return spo2;
    }

    private ObjectNode sleepTime(Day day, Version version) {
        ObjectNode time = begin("sleep_time", day, version);
        time.put("day", day.date().toString());
        int offset = midnight(day).getOffset().getTotalSeconds();
        time.putObject("optimal_bedtime")
                .put("day_tz", offset)
                .put("end_offset", -900)
                .put("start_offset", -4500);
        time.put("recommendation", "follow_optimal_bedtime");
        time.put("status", "optimal_found");
        return time;
    }

    private void dayDocuments(Day day, Version version, List<Document> documents) {
        Activity activity = day.daytime().activity();
        documents.add(document("daily_activity", day, midnight(day), activity(day, activity, version)));

        ObjectNode stress = begin("daily_stress", day, version);
        stress.put("day", day.date().toString());
        stress.put("day_summary", activity.stressHigh() > activity.recoveryHigh() ? "stressful" : "normal");
        stress.put("recovery_high", activity.recoveryHigh());
        stress.put("stress_high", activity.stressHigh());
        documents.add(document("daily_stress", day, midnight(day), stress));

        ObjectNode resilience = JsonNodeFactory.instance.objectNode();
        resilience.put("id", id("daily_resilience", day));
        resilience.put("day", day.date().toString());
        resilience
                .putObject("contributors")
                .put("sleep_recovery", 66.3)
                .put("daytime_recovery", Rounded.to(1, activity.recoveryHigh() / 180.0))
                .put("stress", Rounded.to(1, Math.max(0, 100 - activity.stressHigh() / 180.0)));
        resilience.put("level", "solid");
        documents.add(document("daily_resilience", day, midnight(day), resilience));

        ObjectNode age = begin("daily_cardiovascular_age", day, version);
        age.put("day", day.date().toString());
        age.put("vascular_age", person.body().age() + 2);
        documents.add(document("daily_cardiovascular_age", day, midnight(day), age));

        ObjectNode vo2 = beginDaily("vO2_max", day, version);
        vo2.put("vo2_max", Rounded.whole(60 - 0.35 * person.usual().restingHeartRate()));
        documents.add(document("vO2_max", day, midnight(day), vo2));
    }

    private ObjectNode activity(Day day, Activity activity, Version version) {
        ObjectNode shown = beginDaily("daily_activity", day, version);
        int metres = activity.steps() * 3 / 4;
        shown.put("active_calories", activity.activeCalories());
        shown.put("average_met_minutes", 1.5);
        shown.put("class_5_min", "0".repeat(84) + "1".repeat(72) + "2".repeat(108) + "3".repeat(24));
        shown.putObject("contributors")
                .put("meet_daily_targets", 71)
                .put("move_every_hour", 95)
                .put("recovery_time", 100)
                .put("stay_active", 80)
                .put("training_frequency", 96)
                .put("training_volume", 88);
        shown.put("equivalent_walking_distance", metres);
        shown.put("high_activity_met_minutes", 88)
                .put("high_activity_time", 780)
                .put("inactivity_alerts", 1);
        shown.put("low_activity_met_minutes", 151).put("low_activity_time", 12060);
        shown.put("medium_activity_met_minutes", 117).put("medium_activity_time", 2160);
        ObjectNode met = shown.putObject("met").put("interval", 60.0);
        met.putArray("items").add(0.9).add(0.9).add(1.3).add(2.1);
        met.put("timestamp", Times.local(midnight(day).plusHours(4)));
        shown.put("meters_to_target", Math.max(0, 8000 - metres));
        shown.put("non_wear_time", 0).put("resting_time", 27600);
        shown.put("score", Rounded.score(50 + activity.steps() / 250.0));
        shown.put("sedentary_met_minutes", 10).put("sedentary_time", 30300);
        shown.put("steps", activity.steps());
        shown.put("target_calories", 600).put("target_meters", 8000);
        shown.put("total_calories", 1900 + activity.activeCalories());
        return shown;
    }

    private Document workout(Day day, Workout workout, Version version) {
        ObjectNode shown = begin("workout", day, version);
        shown.put("activity", workout.sport());
        shown.put("calories", Rounded.to(1, workout.calories()));
        shown.put("day", day.date().toString());
        if (workout.distance() > 0) {
            shown.put("distance", workout.distance());
        } else {
            shown.putNull("distance");
        }
        shown.put("end_datetime", Times.local(workout.end()));
        shown.put("intensity", workout.averageHeartRate() > 135 ? "hard" : "moderate");
        shown.putNull("label");
        shown.put("source", "confirmed");
        shown.put("start_datetime", Times.local(workout.start()));
        return document("workout", day, workout.start(), shown);
    }

    private Document nap(Day day, Night nap, Version version) {
        ObjectNode shown = begin("sleep", day, version);
        String id = id("nap", day);
        shown.put("id", id);
        shown.put("day", day.date().toString());
        new OuraNight(person, nap).fillNap(shown);
        return new Document("sleep", id, day.date(), nap.bedtime().toInstant(), shown);
    }

    private Document session(Day day, Session session, Version version) {
        ObjectNode shown = begin("session", day, version);
        shown.put("day", day.date().toString());
        shown.put("end_datetime", Times.local(session.end()));
        shown.set("heart_rate", series(session, session.heartRate()));
        shown.set("heart_rate_variability", series(session, session.rmssd()));
        shown.put("mood", "good");
        shown.putNull("motion_count");
        shown.put("start_datetime", Times.local(session.start()));
        shown.put("type", "meditation");
        return document("session", day, session.start(), shown);
    }

    /** Two samples, the first before the ring has measured. */
    private static ObjectNode series(Session session, double value) {
        ObjectNode series = JsonNodeFactory.instance.objectNode().put("interval", 300.0);
        series.putArray("items").addNull().add(Rounded.to(1, value));
        return series.put("timestamp", Times.local(session.start()));
    }

    private ObjectNode begin(String collection, Day day, Version version) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("id", id(collection, day));
        body.putObject("meta").put("updated_at", Times.utc(version.updated())).put("version", version.number());
        return body;
    }

    private ObjectNode beginDaily(String collection, Day day, Version version) {
        return begin(collection, day, version)
                .put("day", day.date().toString())
                .put("timestamp", Times.local(midnight(day)));
    }

    private Document document(String collection, Day day, OffsetDateTime start, ObjectNode body) {
        return new Document(collection, id(collection, day), day.date(), start.toInstant(), body);
    }

    private String id(String collection, Day day) {
        return person.recordId(collection, day.date()).toString();
    }

    private OffsetDateTime midnight(Day day) {
        return day.date().atStartOfDay(person.habits().zone()).toOffsetDateTime();
    }
}
