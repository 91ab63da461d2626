/** Measures the InsightFlow page: its answer over months of figures, and what those cost who look at it. */
@NullMarked
package io.bhiv.load.insight;

import org.jspecify.annotations.NullMarked;
