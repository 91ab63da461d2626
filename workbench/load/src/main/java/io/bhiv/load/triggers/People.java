package io.bhiv.load.triggers;

import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.parameters.Metric;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Invented people, each with nights of all five metrics: noise, missing nights, and now and then five days of illness. */
record People(List<List<OfNight>> histories, int nights) {

    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final int SICK_DAYS = 5;

    static People of(int count, int days, long seed) {
        Random random = new Random(seed);
        List<List<OfNight>> histories = new ArrayList<>(count);
        int nights = 0;
        for (int person = 0; person < count; person++) {
            List<OfNight> history = new ArrayList<>();
            double[] level = new double[Metric.COUNT];
            for (int metric = 0; metric < Metric.COUNT; metric++) {
                level[metric] = level(Metric.at(metric), random);
            }
            int sickUntil = -1;
            for (int day = 0; day < days; day++) {
                sickUntil = random.nextInt(40) == 0 ? day + SICK_DAYS : sickUntil;
                if (random.nextInt(12) > 0) {
                    nights++;
                    night(history, FIRST.plusDays(day), level, day < sickUntil ? 1.5 : 0, random);
                }
            }
            histories.add(history);
        }
        return new People(histories, nights);
    }

    private static double level(Metric metric, Random random) {
        double share = random.nextDouble();
        return switch (metric) {
            case RMSSD -> 18 + 60 * share;
            case RHR -> 48 + 18 * share;
            case RESP_RATE -> 12 + 5 * share;
            case SKIN_TEMP -> 33 + 2 * share;
            case SPO2 -> 95 + 2 * share;
        };
    }

    private static void night(List<OfNight> history, LocalDate night, double[] level, double ill, Random random) {
        for (int i = 0; i < Metric.COUNT; i++) {
            Metric metric = Metric.at(i);
            double noise = random.nextGaussian();
            double value = switch (metric) {
                case RMSSD -> level[i] * Math.exp(0.13 * noise - 0.2 * ill);
                case RHR -> level[i] + 1.5 * noise + 2.5 * ill;
                case RESP_RATE -> level[i] + 0.35 * noise + 0.8 * ill;
                case SKIN_TEMP -> level[i] + 0.18 * noise + 0.4 * ill;
                case SPO2 -> Math.min(100, level[i] + 0.7 * noise - 0.9 * ill);
            };
            history.add(new Observation(
                    metric,
                    value,
                    night,
                    "ring",
                    MeasurementContext.NOCTURNAL,
                    true,
                    false,
                    night.atTime(7, 0).toInstant(ZoneOffset.UTC)));
        }
    }
}
