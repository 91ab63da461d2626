/**
 * Tells the others: events and triggers become Kafka records, keyed by person, with CloudEvents headers.
 */
@NullMarked
package io.bhiv.biometric.publish;

import org.jspecify.annotations.NullMarked;
