/**
 * Events and triggers become Kafka records, keyed by person, with CloudEvents headers; a settlement writes how each
 * delivery ended.
 */
@NullMarked
package io.bhiv.biometric.publish;

import org.jspecify.annotations.NullMarked;
