/**
 * Every accepted packet on Kafka, at least once, in order per user, without ever holding up intake.
 */
@NullMarked
package io.bhiv.bucket.publish;

import org.jspecify.annotations.NullMarked;
