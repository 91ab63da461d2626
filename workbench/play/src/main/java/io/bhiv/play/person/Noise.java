package io.bhiv.play.person;

import java.util.SplittableRandom;

/**
 * Random numbers that are addressed by name and day instead of being drawn in a row.
 *
 * @param seed the same seed gives the same numbers
 */
record Noise(long seed) {

    private static final double PERSISTENCE = 0.5;
    private static final int MEMORY = 7;

    /** The noise of one part of what this is the noise of. */
    Noise of(String part) {
        return new Noise(random(part, 0).nextLong());
    }

    /** Between 0 and 1. */
    double uniform(String what, long at) {
        return random(what, at).nextDouble();
    }

    double between(double low, double high, String what, long at) {
        return low + (high - low) * uniform(what, at);
    }

    /** Mean 0, standard deviation 1. */
    double gaussian(String what, long at) {
        return random(what, at).nextGaussian();
    }

    /** Mean 0, standard deviation 1, and each day resembles the day before. */
    double drift(String what, long day) {
        double sum = 0;
        double weight = 1;
        double squares = 0;
        for (int back = 0; back < MEMORY; back++) {
            sum += weight * gaussian(what, day - back);
            squares += weight * weight;
            weight *= PERSISTENCE;
        }
        return sum / Math.sqrt(squares);
    }

    private SplittableRandom random(String what, long at) {
        long mixed = seed * 0x9E3779B97F4A7C15L + what.hashCode();
        mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L + at;
        return new SplittableRandom((mixed ^ (mixed >>> 32)) * 0x94D049BB133111EBL);
    }
}
