package io.bhiv.play.webhook;

import java.time.Instant;

/**
 * How a webhook is signed.
 *
 * @param at the instant the signature claims
 * @param secret the key; the bridge knows it, unless the signature is meant to be wrong
 */
public record Seal(Instant at, String secret) {

    /** A signature of the right form with a key that the bridge does not know. */
    public Seal forged() {
        return new Seal(at, secret + "-wrong");
    }

    /** The same key at another instant. */
    public Seal at(Instant other) {
        return new Seal(other, secret);
    }

    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "Seal[" + at + "]";
    }
}
