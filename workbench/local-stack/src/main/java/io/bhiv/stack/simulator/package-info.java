/** Simulated systems that services call. A simulator runs inside the process of {@code up} on a port of its own. */
@NullMarked
package io.bhiv.stack.simulator;

import org.jspecify.annotations.NullMarked;
