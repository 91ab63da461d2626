package io.bhiv.stack.simulate;

import java.time.Instant;

/**
 * How a webhook is signed.
 *
 * @param at the instant the signature claims
 * @param genuine false makes a signature of the right form with the wrong key
 */
record Sealing(Instant at, boolean genuine) {}
