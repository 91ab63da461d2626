package io.bhiv.trigger;

import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.night.NightTag;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Metric;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Builds what arrives. Day 0 is far from 1970 and no special date. */
final class Histories {

    static final LocalDate DAY_0 = LocalDate.of(2026, 1, 3);

    private Histories() {}

    static LocalDate night(int day) {
        return DAY_0.plusDays(day);
    }

    /** Seven in the morning of that day. */
    static Instant morning(int day) {
        return night(day).atTime(7, 0).toInstant(ZoneOffset.UTC);
    }

    static Observation value(int day, Metric metric, double value) {
        return value(day, metric, value, "ring");
    }

    static Observation value(int day, Metric metric, double value, String source) {
        return new Observation(
                metric, value, night(day), source, MeasurementContext.NOCTURNAL, true, false, morning(day));
    }

    /** Of a delivery that may be withdrawn, or sent again. */
    static Observation value(int day, Metric metric, double value, Instant receivedAt, int origin) {
        return new Observation(
                metric, value, night(day), "ring", MeasurementContext.NOCTURNAL, true, false, receivedAt, origin);
    }

    static Observation spot(int day, double rmssd) {
        return new Observation(
                Metric.RMSSD, rmssd, night(day), "ring", MeasurementContext.SPOT, true, false, morning(day));
    }

    static Observation backfilled(int day, Metric metric, double value, Instant receivedAt) {
        return new Observation(metric, value, night(day), "ring", MeasurementContext.NOCTURNAL, true, true, receivedAt);
    }

    static Observation provisional(int day, Metric metric, double value) {
        return new Observation(
                metric, value, night(day), "ring", MeasurementContext.NOCTURNAL, false, false, morning(day));
    }

    static NightTag tag(int day, Tag tag) {
        return new NightTag(tag, night(day), morning(day));
    }

    /** Nights of one metric from day 0 on. */
    static List<OfNight> nights(Metric metric, double... values) {
        List<OfNight> nights = new ArrayList<>();
        for (int day = 0; day < values.length; day++) {
            nights.add(value(day, metric, values[day]));
        }
        return nights;
    }

    /** A quiet person: every metric near its usual value, without a trend, the same for the same day. */
    static double usual(Metric metric, int day) {
        double swing = Math.sin(day * 2.4) + 0.5 * Math.cos(day * 5.1);
        return switch (metric) {
            case RMSSD -> 52 + 5 * swing;
            case RHR -> 58 + swing;
            case RESP_RATE -> 14.5 + 0.2 * swing;
            case SKIN_TEMP -> 34.5 + 0.1 * swing;
            case SPO2 -> 96.5 + 0.3 * swing;
        };
    }

    static List<OfNight> usualNights(Metric metric, int from, int to) {
        List<OfNight> nights = new ArrayList<>();
        for (int day = from; day <= to; day++) {
            nights.add(value(day, metric, usual(metric, day)));
        }
        return nights;
    }

    /** A person as they come: gaps, illnesses, artefacts, a night's values in a fixed order. */
    static List<OfNight> lifelike(long seed, int days) {
        Random random = new Random(seed);
        Map<Metric, Double> level = new EnumMap<>(Map.of(
                Metric.RMSSD, 15 + 60 * random.nextDouble(),
                Metric.RHR, 48 + 20 * random.nextDouble(),
                Metric.RESP_RATE, 12 + 5 * random.nextDouble(),
                Metric.SKIN_TEMP, 33 + 2 * random.nextDouble(),
                Metric.SPO2, 92 + 6 * random.nextDouble()));
        List<OfNight> arrivals = new ArrayList<>();
        int illUntil = -1;
        for (int day = 0; day < days; day++) {
            illUntil = random.nextInt(30) == 0 ? day + 5 : illUntil;
            if (random.nextInt(9) == 0) {
                continue;
            }
            double ill = day < illUntil ? 1 + 2 * random.nextDouble() : 0;
            for (Map.Entry<Metric, Double> one : level.entrySet()) {
                if (random.nextInt(12) > 0) {
                    arrivals.add(value(day, one.getKey(), lifelike(one.getKey(), one.getValue(), ill, random)));
                }
            }
        }
        return arrivals;
    }

    private static double lifelike(Metric metric, double level, double ill, Random random) {
        double noise = random.nextGaussian();
        return switch (metric) {
            case RMSSD -> level * Math.exp(0.15 * noise - 0.2 * ill);
            case RHR -> level + 1.6 * noise + 2.5 * ill;
            case RESP_RATE -> level + 0.4 * noise + 0.8 * ill;
            case SKIN_TEMP -> level + 0.2 * noise + 0.4 * ill;
            case SPO2 -> Math.min(100, level + 0.7 * noise - 0.8 * ill);
        };
    }
}
