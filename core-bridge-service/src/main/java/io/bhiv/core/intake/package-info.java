/**
 * What arrives from Kafka: the results of the bucket. A record is acknowledged after the database has its result; a record
 * that cannot be read is counted and skipped.
 */
@NullMarked
package io.bhiv.core.intake;

import org.jspecify.annotations.NullMarked;
