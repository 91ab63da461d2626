/**
 * What the biometric service does when the world around it fails: it runs as a process of its own against a PostgreSQL and
 * a Kafka that are taken away, is killed, flooded and sent wrong lengths. Every test ends with the same question: is everything that
 * was acknowledged on Kafka, under an id that never changed?
 */
@NullMarked
package io.bhiv.system.biometric;

import org.jspecify.annotations.NullMarked;
