/**
 * Reads the tail of {@code insight-flow} on a thread of its own, whatever bytes lie in it. Offsets are not committed: every
 * replica of the page reads all of it, and starts a bounded time back.
 */
@NullMarked
package io.bhiv.insight.consume;

import org.jspecify.annotations.NullMarked;
