/**
 * Webhooks of Oura, WHOOP and Terra: samples of every type, signed as each provider signs, and the sequences of deliveries that a
 * provider produces (a duplicate, a correction, one out of order).
 */
@NullMarked
package io.bhiv.play.webhook;

import org.jspecify.annotations.NullMarked;
