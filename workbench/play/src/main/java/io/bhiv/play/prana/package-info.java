/** Packets of learners: by one learner whose attention drifts, or by the thousand for a benchmark. */
@NullMarked
package io.bhiv.play.prana;

import org.jspecify.annotations.NullMarked;
