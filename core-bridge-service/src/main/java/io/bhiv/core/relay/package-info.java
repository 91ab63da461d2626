/**
 * Drives the second half of an update: the queue after the commit, the sweeper over what is still unpublished, and the pace
 * that lets intake go first. The queue is an optimisation; the pending list is the truth.
 */
@NullMarked
package io.bhiv.core.relay;

import org.jspecify.annotations.NullMarked;
