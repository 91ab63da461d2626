package io.bhiv.simulator.people;

/** What was asked of a simulator cannot be; the message says why. */
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refused(String message) {
        super(message);
    }
}
