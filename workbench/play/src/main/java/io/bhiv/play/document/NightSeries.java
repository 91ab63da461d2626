package io.bhiv.play.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.person.Night;
import io.bhiv.play.person.Stages;
import java.util.SplittableRandom;

/**
 * What a ring samples through a night, as Oura shows it: values every five minutes around the night's mean, and the stage of every five
 * minutes. A night always gives the same series.
 */
record NightSeries(Night night) {

    private static final int STEP = 300;
    private static final char DEEP = '1';
    private static final char LIGHT = '2';
    private static final char REM = '3';
    private static final char AWAKE = '4';

    int length() {
        return (night.stages().inBed() + STEP - 1) / STEP;
    }

    /** {@code {interval, items, timestamp}}; the first and the last samples are null, as a ring needs rest to measure. */
    ObjectNode around(double mean, double spread, int leadingNulls) {
        ObjectNode series = JsonNodeFactory.instance.objectNode();
        series.put("interval", (double) STEP);
        ArrayNode items = series.putArray("items");
        double[] values = values(mean, spread);
        for (int i = 0; i < values.length; i++) {
            if (i < leadingNulls || i == values.length - 1) {
                items.addNull();
            } else {
                items.add(Rounded.to(1, values[i]));
            }
        }
        series.put("timestamp", Times.local(night.bedtime()));
        return series;
    }

    double[] values(double mean, double spread) {
        SplittableRandom random = new SplittableRandom(night.bedtime().toEpochSecond() ^ Double.doubleToLongBits(mean));
        double[] values = new double[length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(1, mean + spread * random.nextGaussian());
        }
        return values;
    }

    /** A digit per five minutes: 1 deep, 2 light, 3 REM, 4 awake. */
    String phases() {
        Stages stages = night.stages();
        StringBuilder phases = new StringBuilder();
        phases.repeat(AWAKE, steps(stages.latency()));
        int cycles = 4;
        for (int cycle = 0; cycle < cycles; cycle++) {
            phases.repeat(LIGHT, steps(stages.light() / cycles));
            phases.repeat(DEEP, steps(stages.deep() / cycles));
            phases.repeat(REM, steps(stages.rem() / cycles));
        }
        phases.repeat(AWAKE, Math.max(0, length() - phases.length()));
        phases.setLength(length());
        return phases.toString();
    }

    private static int steps(int seconds) {
        return (seconds + STEP / 2) / STEP;
    }

    /** A digit per half minute: 1 still to 4 restless. */
    String movement() {
        SplittableRandom random = new SplittableRandom(night.bedtime().toEpochSecond());
        StringBuilder movement = new StringBuilder();
        for (int i = 0; i < length() * 10; i++) {
            movement.append((char) ('1' + (random.nextInt(10) < 7 ? 0 : random.nextInt(4))));
        }
        return movement.toString();
    }
}
