/**
 * Which update this is: its id, which sorts by time, its idempotency key and its Kafka value. Pure: time and randomness are
 * parameters. The value is composed once and is the same on every copy.
 */
@NullMarked
package io.bhiv.core.identity;

import org.jspecify.annotations.NullMarked;
