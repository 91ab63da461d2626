/**
 * The durable write: admission, one statement and one fsync for many requests, and the reading of what was written.
 *
 * <p>A 200 means that the packet is committed here, with its place in the queue and in the outbox.
 */
@NullMarked
package io.bhiv.bucket.journal;

import org.jspecify.annotations.NullMarked;
