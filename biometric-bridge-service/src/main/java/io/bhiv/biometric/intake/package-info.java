/**
 * Terra's direct Kafka topic, read as one more intake into the same journal.
 */
@NullMarked
package io.bhiv.biometric.intake;

import org.jspecify.annotations.NullMarked;
