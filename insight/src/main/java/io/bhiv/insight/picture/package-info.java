/**
 * What is known in memory: the last word of every replica, counts and timings of the last 24 hours by minute, the newest
 * events. Bounded, and all that the verdict needs.
 */
@NullMarked
package io.bhiv.insight.picture;

import org.jspecify.annotations.NullMarked;
