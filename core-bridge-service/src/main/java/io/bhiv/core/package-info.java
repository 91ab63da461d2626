/**
 * Updates of modules, synchronised with the bucket, and the connectors to BHIV Core and BHIV Bucket.
 *
 * <p>An update is read ({@code update}), journalled with fsync ({@code journal}) and answered; put on Kafka
 * ({@code publish}); stored by bucket-service, whose word comes back ({@code sync}) and makes the figures
 * ({@code status}). What goes to BHIV Core ({@code send}) or into BHIV Bucket ({@code bucket}) is a {@code delivery}
 * with attempts, an end and a replay list. {@code evaluate} and {@code plan} decide and touch nothing.
 */
@NullMarked
package io.bhiv.core;

import org.jspecify.annotations.NullMarked;
