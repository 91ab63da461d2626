/**
 * The words of the core round trip: an update goes out on {@code core-updates}, keyed by session, and its fate comes
 * back on {@code core-sync-results}. Both carry the same update id, which never changes; a record that arrives twice
 * carries it twice.
 */
@NullMarked
package io.bhiv.model.core;

import org.jspecify.annotations.NullMarked;
