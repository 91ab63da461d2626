/**
 * The built-in consumer: leases packets and logs the actions they earn with the Karma Tracker.
 *
 * <p>It uses the queue as any other consumer does. It runs only where a tracker is configured.
 */
@NullMarked
package io.bhiv.bucket.karma;

import org.jspecify.annotations.NullMarked;
