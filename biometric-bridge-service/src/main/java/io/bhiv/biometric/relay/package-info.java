/**
 * Drives the second half of the pipeline with the kit's relay: right after the commit through a bounded queue in memory, and
 * again from the sweeper, which finds what was journalled and not published. The queue is an optimisation; the journal is
 * the truth.
 */
@NullMarked
package io.bhiv.biometric.relay;

import org.jspecify.annotations.NullMarked;
