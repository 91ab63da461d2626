/**
 * The words of the core round trip: an update goes out on {@code core-updates}, keyed by session, and its result comes
 * back on {@code core-sync-results}, keyed the same way. Both carry the update id in their value and in the header
 * {@code ce_id}; it never changes, so a record that arrives twice is known by it.
 */
@NullMarked
package io.bhiv.model.core;

import org.jspecify.annotations.NullMarked;
