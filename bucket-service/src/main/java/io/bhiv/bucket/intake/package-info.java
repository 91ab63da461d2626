/**
 * What arrives by Kafka: records of {@code core-updates}, read and handed to the pipeline in batches.
 *
 * <p>A record that can never be stored is answered as rejected, so it does not block the records behind it.
 */
@NullMarked
package io.bhiv.bucket.intake;

import org.jspecify.annotations.NullMarked;
