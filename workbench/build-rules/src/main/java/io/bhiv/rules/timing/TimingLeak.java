package io.bhiv.rules.timing;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/** Welch's t-test over interleaved measurements of two kinds of wrong guesses. */
public final class TimingLeak {

    /** Beyond this, in either direction, the two kinds take different times. */
    public static final double VISIBLE = 10;

    /** A comparison with a secret. */
    public interface Guess {

        /** Makes the next guess ready, apart from the measurement. */
        default void prepare(Kind kind) {}

        boolean isAccepted(Kind kind);
    }

    /** How wrong a guess is. */
    public enum Kind {
        WRONG_AT_THE_START,
        WRONG_AT_THE_END
    }

    private TimingLeak() {}

    /**
     * How far apart the two kinds are, 0 or more: the smallest of three measurements, each with a guess of its own.
     *
     * <p>A leak shows in each of them. What disturbs one alone is no leak: a compiler, another process, or where the objects of a guess lie.
     */
    public static double apart(Supplier<Guess> guesses, int samples, long seed) {
        return DoubleStream.generate(() -> Math.abs(t(guesses.get(), samples, seed)))
                .limit(3)
                .min()
                .orElseThrow();
    }

    /** Positive where guesses that are wrong at the end take longer. The first half of all measurements warms up and is not counted. */
    private static double t(Guess guess, int samples, long seed) {
        Random random = new Random(seed);
        measure(guess, new Times(samples), new Times(samples), random);
        Times start = new Times(samples);
        Times end = new Times(samples);
        measure(guess, start, end, random);
        return welch(withoutOutliers(end.taken()), withoutOutliers(start.taken()));
    }

    private static void measure(Guess guess, Times start, Times end, Random random) {
        while (start.hasRoom() && end.hasRoom()) {
            boolean atTheEnd = random.nextBoolean();
            Kind kind = atTheEnd ? Kind.WRONG_AT_THE_END : Kind.WRONG_AT_THE_START;
            guess.prepare(kind);
            long begun = System.nanoTime();
            boolean accepted = guess.isAccepted(kind);
            long took = System.nanoTime() - begun;
            if (accepted) {
                throw new IllegalStateException("a wrong guess was accepted");
            }
            (atTheEnd ? end : start).add(took);
        }
    }

    private static final class Times {

        private final long[] values;
        private int count;

        Times(int most) {
            values = new long[most];
        }

        boolean hasRoom() {
            return count < values.length;
        }

        void add(long nanos) {
            values[count++] = nanos;
        }

        long[] taken() {
            return Arrays.copyOf(values, count);
        }
    }

    /** The faster nine tenths: what is slower was interrupted. */
    private static long[] withoutOutliers(long[] times) {
        Arrays.sort(times);
        return Arrays.copyOf(times, times.length * 9 / 10);
    }

    private static double welch(long[] one, long[] other) {
        double difference = mean(one) - mean(other);
        return difference / Math.sqrt(variance(one) / one.length + variance(other) / other.length);
    }

    private static double mean(long[] times) {
        return Arrays.stream(times).average().orElseThrow();
    }

    private static double variance(long[] times) {
        double mean = mean(times);
        return Arrays.stream(times)
                        .mapToDouble(time -> (time - mean) * (time - mean))
                        .sum()
                / (times.length - 1);
    }
}
