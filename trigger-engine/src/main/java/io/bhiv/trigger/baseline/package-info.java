/**
 * What is usual for a person, metric by metric: a calendar ring of 67 nights, and the statistics of a night against it.
 *
 * <p>The baseline stays seven nights behind, so that what begins now does not become part of what is usual. Median and MAD decide
 * which nights are outliers; mean and standard deviation are of the others. Memory and work per night are constant: the values of the
 * baseline are kept sorted, and a night takes one out and puts one in.
 */
@NullMarked
package io.bhiv.trigger.baseline;

import org.jspecify.annotations.NullMarked;
