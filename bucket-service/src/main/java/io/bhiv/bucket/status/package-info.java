/**
 * Figures of the queue, counted from the tables once a second, for status, health and admission.
 *
 * <p>The totals are exact in any snapshot and the same for every replica.
 */
@NullMarked
package io.bhiv.bucket.status;

import org.jspecify.annotations.NullMarked;
