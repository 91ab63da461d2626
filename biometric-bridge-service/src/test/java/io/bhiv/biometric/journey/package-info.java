/** Journeys of a webhook through the running service, with the real PostgreSQL and the real Kafka. */
@NullMarked
package io.bhiv.biometric.journey;

import org.jspecify.annotations.NullMarked;
