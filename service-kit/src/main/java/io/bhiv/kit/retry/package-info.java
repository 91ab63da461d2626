/**
 * When a failed attempt is made again. Pure: time and chance are parameters.
 *
 * <p>{@link io.bhiv.kit.retry.Backoff} is the pause between attempts, {@link io.bhiv.kit.retry.RetryPolicy} adds how many
 * attempts there are and when to give up, and {@link io.bhiv.kit.retry.RetryAfter} reads what the other side asks for.
 */
@NullMarked
package io.bhiv.kit.retry;

import org.jspecify.annotations.NullMarked;
