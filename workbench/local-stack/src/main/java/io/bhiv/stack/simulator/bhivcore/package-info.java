/** A stand-in for BHIV Core, which answers as it is told to: well, late, wrongly, endlessly, or not at all. */
@NullMarked
package io.bhiv.stack.simulator.bhivcore;

import org.jspecify.annotations.NullMarked;
