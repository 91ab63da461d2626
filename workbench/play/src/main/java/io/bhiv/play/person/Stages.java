package io.bhiv.play.person;

/** Seconds of a night in each stage; {@code latency} is the part of {@code awake} before the first sleep. */
public record Stages(int deep, int light, int rem, int awake, int latency) {

    public int asleep() {
        return deep + light + rem;
    }

    public int inBed() {
        return asleep() + awake;
    }

    /** Percent of the time in bed. */
    public int efficiency() {
        return Math.round(100f * asleep() / inBed());
    }
}
