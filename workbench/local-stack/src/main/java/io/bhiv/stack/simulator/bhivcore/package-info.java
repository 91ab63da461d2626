/** A simulated BHIV Core that answers as it is set to: well, late, wrongly, endlessly, or not at all. */
@NullMarked
package io.bhiv.stack.simulator.bhivcore;

import org.jspecify.annotations.NullMarked;
