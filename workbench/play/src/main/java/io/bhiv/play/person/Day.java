package io.bhiv.play.person;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A day of a person and the night before it.
 *
 * @param date local; a night belongs to the day on which the person wakes
 * @param night null where the device was not worn
 */
public record Day(LocalDate date, @Nullable Night night, Daytime daytime) {

    /** The same day with another RMSSD; a day without a measurement stays as it is. */
    public Day withRmssd(double rmssd) {
        Night measured = night;
        if (measured == null || measured.vitals() == null) {
            return this;
        }
        Vitals other = measured.vitals().withRmssd(rmssd);
        return withNight(new Night(measured.bedtime(), measured.wake(), measured.stages(), other));
    }

    /** The same day as after an edit of the bedtime: the night begins earlier, and the more is spent awake. */
    public Day withEarlierBedtime(Duration by) {
        Night was = night;
        if (was == null) {
            return this;
        }
        Stages stages = was.stages();
        int more = Math.toIntExact(by.toSeconds());
        Stages longer =
                new Stages(stages.deep(), stages.light(), stages.rem(), stages.awake() + more, stages.latency() + more);
        return withNight(new Night(was.bedtime().minus(by), was.wake(), longer, was.vitals()));
    }

    public Day withNight(@Nullable Night other) {
        return new Day(date, other, daytime);
    }

    public Day withWorkout(@Nullable Workout other) {
        return new Day(date, night, new Daytime(daytime.activity(), other, daytime.nap(), daytime.session()));
    }

    /** Without what was to come by then; the night stays, whenever it ends. */
    public Day until(Instant now) {
        return new Day(date, night, daytime.until(now));
    }
}
