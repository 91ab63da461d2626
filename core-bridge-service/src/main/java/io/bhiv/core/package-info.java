/**
 * Updates of modules, synchronised with the bucket, and the connectors to BHIV Core and BHIV Bucket.
 *
 * <p>{@link io.bhiv.core.UpdatePipeline} is the story; the packages are its steps. An update is read ({@code api}), gets its id
 * ({@code identity}) and is journalled with fsync ({@code journal}) before it is answered. Then it is put on Kafka ({@code relay},
 * {@code publish}); the bucket's result comes back ({@code intake}) and marks it as synced ({@code sync}) or parked
 * ({@code parked}). What goes to BHIV Core ({@code send}) or BHIV Bucket ({@code save}) is committed first ({@code deliver}) and, once its
 * attempts are used up, listed for replay ({@code dead}).
 */
@NullMarked
package io.bhiv.core;

import org.jspecify.annotations.NullMarked;
