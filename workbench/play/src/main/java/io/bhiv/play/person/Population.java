package io.bhiv.play.person;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A number of people.
 *
 * @param seed decides what they are like; their names and ids do not depend on it
 */
public record Population(long seed, int count, ZoneId zone) {

    /** {@code person-1} and so on. */
    public List<History> people() {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> person("person-" + number))
                .toList();
    }

    /** One of any name. */
    public History person(String name) {
        Noise noise = new Noise(seed).of(name);
        return new History(new Person(name, body(noise), baseline(noise), habits(noise)), noise);
    }

    private static Body body(Noise noise) {
        boolean female = noise.uniform("sex", 0) < 0.5;
        double height = (female ? 1.66 : 1.79) + 0.07 * noise.gaussian("height", 0);
        double weight = 23.5 * height * height * Math.exp(0.12 * noise.gaussian("weight", 0));
        return new Body((int) noise.between(22, 66, "age", 0), female, height, weight);
    }

    /** Half of all people lie below 34 ms, and heart rates fall as RMSSD rises. */
    private static Baseline baseline(Noise noise) {
        double fitness = noise.gaussian("fitness", 0);
        return new Baseline(
                Math.clamp(Math.exp(3.6 + 0.4 * fitness), 14, 120),
                Math.clamp(56 - 5 * fitness + 2 * noise.gaussian("pulse", 0), 40, 78),
                Math.clamp(14.8 + 1.3 * noise.gaussian("breath", 0), 11.5, 19),
                Math.clamp(96.8 + 0.6 * noise.gaussian("spo2", 0), 95, 98.5),
                33.8 + 0.4 * noise.gaussian("skin", 0));
    }

    private Habits habits(Noise noise) {
        LocalTime bedtime = LocalTime.of(23, 0).plusMinutes(Math.round(45 * noise.gaussian("bedtime", 0)));
        Duration inBed = Duration.ofMinutes(Math.round(noise.between(420, 520, "in bed", 0)));
        return new Habits(zone, bedtime, inBed, (int) noise.between(1, 6, "workouts", 0));
    }
}
