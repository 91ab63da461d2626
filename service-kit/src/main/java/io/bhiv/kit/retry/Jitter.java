package io.bhiv.kit.retry;

/**
 * By how much a pause is scaled, so that attempts which failed together do not return together.
 *
 * @param least smallest scale, at least 0
 * @param most largest scale
 */
public record Jitter(double least, double most) {

    public static final Jitter NONE = new Jitter(1, 1);

    public Jitter {
        if (!(least >= 0 && most >= least)) {
            throw new IllegalArgumentException("a jitter scales by 0 or more, and its least is not above its most");
        }
    }

    /** Lengthens by up to {@code part} of the pause: never earlier than the back-off. */
    public static Jitter longer(double part) {
        return new Jitter(1, 1 + part);
    }

    /** Shortens by up to {@code part} of the pause: never later than the back-off. */
    public static Jitter shorter(double part) {
        return new Jitter(1 - part, 1);
    }

    /** Shortens or lengthens by up to {@code part} of the pause. */
    public static Jitter around(double part) {
        return new Jitter(1 - part, 1 + part);
    }

    /**
     * The factor that a pause is scaled by.
     *
     * @param chance drawn evenly from 0 (inclusive) to 1 (exclusive)
     */
    public double scale(double chance) {
        return least + (most - least) * chance;
    }
}
