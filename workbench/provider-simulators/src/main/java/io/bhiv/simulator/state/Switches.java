package io.bhiv.simulator.state;

import java.time.Duration;

/** How the provider treats what is recorded from now on. Nothing is hidden, pending, silent or sent twice at first. */
public final class Switches {

    private volatile Duration hidden = Duration.ZERO;
    private volatile Duration pending = Duration.ZERO;
    private volatile boolean silent;
    private volatile boolean repeated;
    private volatile boolean signedOnce;

    /** How long after its notice a new object is still 404. */
    public void hide(Duration span) {
        hidden = span;
    }

    public Duration hidden() {
        return hidden;
    }

    /** How long a score is pending (WHOOP). */
    public void scoreAfter(Duration span) {
        pending = span;
    }

    public Duration pending() {
        return pending;
    }

    /** No notice is sent, as in a provider's silent days. */
    public void silence(boolean on) {
        silent = on;
    }

    public boolean isSilent() {
        return silent;
    }

    /** Every notice is sent twice. */
    public void repeat(boolean on) {
        repeated = on;
    }

    public boolean isRepeated() {
        return repeated;
    }

    /** A retry carries the timestamp and the signature of the first attempt instead of new ones; neither provider says which it does. */
    public void signOnce(boolean on) {
        signedOnce = on;
    }

    public boolean isSignedOnce() {
        return signedOnce;
    }
}
