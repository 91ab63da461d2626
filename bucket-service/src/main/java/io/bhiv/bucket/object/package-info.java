/**
 * Core updates as stored objects, each once per {@code update_id}.
 *
 * <p>An object is returned as it arrived; its data is never parsed into a tree.
 */
@NullMarked
package io.bhiv.bucket.object;

import org.jspecify.annotations.NullMarked;
