/** Oura and WHOOP in the local stack: the simulators of {@code io.bhiv.simulator}, each on a port of the stack. */
@NullMarked
package io.bhiv.stack.simulator.wearable;

import org.jspecify.annotations.NullMarked;
