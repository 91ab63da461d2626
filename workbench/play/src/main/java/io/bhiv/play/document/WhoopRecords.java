package io.bhiv.play.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.person.Day;
import io.bhiv.play.person.Night;
import io.bhiv.play.person.Person;
import io.bhiv.play.person.Vitals;
import io.bhiv.play.person.Workout;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A person's day in the records of WHOOP's API v2. A recovery has no id: it is found by its cycle, and its webhook carries the id of its
 * sleep. {@link Document#id()} of a recovery is therefore that of its sleep.
 */
public record WhoopRecords(Person person) {

    public static final String SLEEP = "sleep";
    public static final String RECOVERY = "recovery";
    public static final String CYCLE = "cycle";
    public static final String WORKOUT = "workout";

    /** What WHOOP can say about a night: a night without measurement is never scored. */
    public static ScoreState finalState(Night night) {
        return night.vitals() == null ? ScoreState.UNSCORABLE : ScoreState.SCORED;
    }

    public Document sleep(Day day, Night night, Version version, ScoreState state) {
        return sleep(day, night, version, state, false);
    }

    /** A nap is a sleep of its own, of the same cycle, and has no recovery. */
    public Document nap(Day day, Night nap, Version version) {
        return sleep(day, nap, version, finalState(nap), true);
    }

    private Document sleep(Day day, Night night, Version version, ScoreState state, boolean nap) {
        String id = id(nap ? "nap" : SLEEP, day);
        ObjectNode sleep = JsonNodeFactory.instance.objectNode();
        sleep.put("id", id);
        sleep.put("cycle_id", person.cycleId(day.date()));
        stamp(sleep, version);
        span(sleep, night.bedtime(), night.wake());
        sleep.put("nap", nap);
        sleep.put("score_state", state.name());
        Vitals vitals = night.vitals();
        if (state == ScoreState.SCORED && vitals != null) {
            new WhoopScores(person).fillSleep(sleep.putObject("score"), night, vitals);
        }
        return document(SLEEP, id, day, night.bedtime(), sleep);
    }

    public Document recovery(Day day, Night night, Version version, ScoreState state, boolean calibrating) {
        ObjectNode recovery = JsonNodeFactory.instance.objectNode();
        recovery.put("cycle_id", person.cycleId(day.date()));
        recovery.put("sleep_id", id(SLEEP, day));
        stamp(recovery, version);
        recovery.put("score_state", state.name());
        Vitals vitals = night.vitals();
        if (state == ScoreState.SCORED && vitals != null) {
            new WhoopScores(person).fillRecovery(recovery.putObject("score"), vitals, calibrating);
        }
        return document(RECOVERY, id(SLEEP, day), day, night.bedtime(), recovery);
    }

    /**
     * A cycle lasts from one bedtime to the next.
     *
     * @param end null while the cycle runs
     */
    public Document cycle(Day day, Night night, Version version, @Nullable OffsetDateTime end) {
        ObjectNode cycle = JsonNodeFactory.instance.objectNode();
        cycle.put("id", person.cycleId(day.date()));
        stamp(cycle, version);
        cycle.put("start", Times.utc(night.bedtime()));
        if (end != null) {
            cycle.put("end", Times.utc(end));
        }
        cycle.put("timezone_offset", Times.offset(night.bedtime()));
        cycle.put("score_state", ScoreState.SCORED.name());
        new WhoopScores(person)
                .fillCycle(cycle.putObject("score"), day.daytime().activity());
        return document(CYCLE, Long.toString(person.cycleId(day.date())), day, night.bedtime(), cycle);
    }

    public Document workout(Day day, Workout workout, Version version, ScoreState state) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("id", id(WORKOUT, day));
        stamp(shown, version);
        span(shown, workout.start(), workout.end());
        shown.put("sport_name", workout.sport());
        shown.put("score_state", state.name());
        if (state == ScoreState.SCORED) {
            new WhoopScores(person)
                    .fillWorkout(
                            shown.putObject("score"), workout, day.daytime().activity());
        }
        return document(WORKOUT, id(WORKOUT, day), day, workout.start(), shown);
    }

    /** Answer of {@code user/profile/basic}. */
    public ObjectNode profile() {
        ObjectNode profile = JsonNodeFactory.instance.objectNode();
        profile.put("user_id", person.whoopId());
        profile.put("email", person.name() + "@example.com");
        profile.put("first_name", "Sample");
        profile.put("last_name", person.name());
        return profile;
    }

    /** Answer of {@code user/measurement/body}. */
    public ObjectNode bodyMeasurement() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("height_meter", Rounded.to(2, person.body().heightMeter()));
        body.put("weight_kilogram", Rounded.to(1, person.body().weightKilogram()));
        body.put("max_heart_rate", 208 - Rounded.whole(0.7 * person.body().age()));
        return body;
    }

    private void stamp(ObjectNode body, Version version) {
        body.put("user_id", person.whoopId());
        body.put("created_at", Times.utc(version.created()));
        body.put("updated_at", Times.utc(version.updated()));
    }

    private static void span(ObjectNode body, OffsetDateTime start, OffsetDateTime end) {
        body.put("start", Times.utc(start));
        body.put("end", Times.utc(end));
        body.put("timezone_offset", Times.offset(start));
    }

    private String id(String kind, Day day) {
        return person.recordId("whoop-" + kind, day.date()).toString();
    }

    private static Document document(String collection, String id, Day day, OffsetDateTime start, ObjectNode body) {
        return new Document(collection, id, day.date(), start.toInstant(), body);
    }
}
