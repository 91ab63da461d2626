package io.bhiv.play.person;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All days of a person. Any of them can be asked for, also those to come. */
public final class History {

    private static final double NOT_WORN = 0.04;
    private static final double NOT_MEASURED = 0.02;
    private static final double NAPS = 0.06;
    private static final double SESSIONS = 0.1;
    private static final List<String> SPORTS = List.of("running", "cycling", "walking", "yoga", "weightlifting");

    private final Person person;
    private final Noise noise;

    History(Person person, Noise noise) {
        this.person = person;
        this.noise = noise;
    }

    public Person person() {
        return person;
    }

    /** The days that end with {@code last}, the oldest first. */
    public List<Day> days(LocalDate last, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> day(last.minusDays(count - 1L - number)))
                .toList();
    }

    public Day day(LocalDate date) {
        boolean worn = noise.uniform("worn", date.toEpochDay()) >= NOT_WORN;
        return new Day(date, worn ? night(date) : null, daytime(date));
    }

    /** The day as it would be had the device been worn and had it measured. */
    public Day measuredDay(LocalDate date) {
        Night night = night(date);
        return new Day(date, new Night(night.bedtime(), night.wake(), night.stages(), vitals(date)), daytime(date));
    }

    /** The workout of a day as it would be had the person trained. */
    public Workout trainedWorkout(LocalDate date) {
        long day = date.toEpochDay();
        String sport = SPORTS.get((int) (noise.uniform("sport", day) * SPORTS.size()));
        ZonedDateTime start = date.atTime(17, 0).atZone(person.habits().zone()).plusMinutes((long)
                noise.between(0, 120, "workout start", day));
        long minutes = (long) noise.between(25, 75, "workout length", day);
        return new Workout(
                sport,
                start.toOffsetDateTime(),
                start.plusMinutes(minutes).toOffsetDateTime(),
                9.5 * minutes,
                sport.equals("yoga") || sport.equals("weightlifting") ? 0 : 150.0 * minutes,
                (int) noise.between(115, 155, "workout pulse", day));
    }

    private Night night(LocalDate date) {
        long day = date.toEpochDay();
        Habits habits = person.habits();
        // A bedtime after midnight belongs to the same date, one before it to the evening before.
        LocalDate evening = habits.bedtime().isBefore(LocalTime.NOON) ? date : date.minusDays(1);
        ZonedDateTime bedtime = evening.atTime(habits.bedtime())
                .atZone(habits.zone())
                .plusSeconds(Math.round(1500 * Math.clamp(noise.drift("bedtime", day), -3, 3)));
        Stages stages = stages(date);
        OffsetDateTime wake = bedtime.plusSeconds(stages.inBed()).toOffsetDateTime();
        boolean measured = noise.uniform("measured", day) >= NOT_MEASURED;
        return new Night(bedtime.toOffsetDateTime(), wake, stages, measured ? vitals(date) : null);
    }

    private Stages stages(LocalDate date) {
        long day = date.toEpochDay();
        Duration usual = person.habits().timeInBed();
        double inBed = usual.toSeconds() * Math.clamp(1 + 0.08 * noise.gaussian("length", day), 0.75, 1.25);
        double awake = inBed * Math.clamp(0.09 + 0.025 * noise.gaussian("awake", day), 0.03, 0.2);
        double deep = (inBed - awake) * Math.clamp(0.19 + 0.03 * noise.gaussian("deep", day), 0.1, 0.3);
        double rem = (inBed - awake) * Math.clamp(0.22 + 0.03 * noise.gaussian("rem", day), 0.1, 0.32);
        return new Stages(
                seconds(deep),
                seconds(inBed - awake - deep - rem),
                seconds(rem),
                seconds(awake),
                seconds(awake * noise.between(0.1, 0.4, "latency", day)));
    }

    /** Devices report stages in steps of half a minute. */
    private static int seconds(double exact) {
        return 30 * (int) Math.round(exact / 30);
    }

    private Vitals vitals(LocalDate date) {
        long day = date.toEpochDay();
        Baseline usual = person.usual();
        double strain = Episode.on(noise, day).level();
        double rmssd = usual.rmssd() * Math.exp(0.13 * noise.drift("rmssd", day) - 0.5 * strain);
        double resting = usual.restingHeartRate() + 1.8 * noise.drift("resting", day) + 8 * strain;
        return new Vitals(
                Math.clamp(rmssd, 6, 240),
                Math.clamp(resting, 35, 110),
                Math.clamp(resting + noise.between(4, 8, "average", day), 38, 120),
                usual.respiratoryRate() + 0.4 * noise.drift("breath", day) + 2 * strain,
                0.14 * noise.drift("temperature", day) + 0.8 * strain,
                Math.clamp(usual.spo2() + 0.5 * noise.gaussian("spo2", day) - 1.2 * strain, 88, 99.5));
    }

    private Daytime daytime(LocalDate date) {
        return new Daytime(activity(date), workout(date), nap(date), session(date));
    }

    private @Nullable Night nap(LocalDate date) {
        long day = date.toEpochDay();
        if (noise.uniform("nap", day) >= NAPS) {
            return null;
        }
        ZonedDateTime start = at(date, 14, "nap start");
        Stages stages = new Stages(0, seconds(noise.between(900, 2400, "nap length", day)), 0, 300, 300);
        Vitals vitals = vitals(date);
        return new Night(
                start.toOffsetDateTime(),
                start.plusSeconds(stages.inBed()).toOffsetDateTime(),
                stages,
                vitals.withRmssd(0.9 * vitals.rmssd()));
    }

    private @Nullable Session session(LocalDate date) {
        if (noise.uniform("session", date.toEpochDay()) >= SESSIONS) {
            return null;
        }
        ZonedDateTime start = at(date, 20, "session start");
        Vitals vitals = vitals(date);
        return new Session(
                start.toOffsetDateTime(),
                start.plusMinutes(10).toOffsetDateTime(),
                1.1 * vitals.rmssd(),
                vitals.averageHeartRate() + 4);
    }

    /** Within the hour. */
    private ZonedDateTime at(LocalDate date, int hour, String what) {
        return date.atTime(hour, 0).atZone(person.habits().zone()).plusMinutes((long)
                noise.between(0, 60, what, date.toEpochDay()));
    }

    private Activity activity(LocalDate date) {
        long day = date.toEpochDay();
        double busy = Math.clamp(1 + 0.35 * noise.gaussian("busy", day), 0.2, 2.2);
        double strain = 8 * busy + (isWorkoutDay(day) ? 5 : 0);
        double episode = Episode.on(noise, day).level();
        return new Activity(
                (int) (7500 * busy),
                (int) (380 * busy) + (isWorkoutDay(day) ? 250 : 0),
                Math.clamp(strain, 1, 20.5),
                900 * (int) Math.clamp(4 + 6 * episode + 2 * noise.gaussian("stress", day), 0, 20),
                900 * (int) Math.clamp(6 - 3 * episode + 2 * noise.gaussian("recovery", day), 0, 20));
    }

    private boolean isWorkoutDay(long day) {
        return noise.uniform("workout", day) * 10 < person.habits().workouts();
    }

    private @Nullable Workout workout(LocalDate date) {
        return isWorkoutDay(date.toEpochDay()) ? trainedWorkout(date) : null;
    }
}
