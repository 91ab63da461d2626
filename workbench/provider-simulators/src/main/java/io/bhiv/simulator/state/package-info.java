/** What one simulated provider knows: its objects, the faults and switches that are set, and the requests it was sent. */
@NullMarked
package io.bhiv.simulator.state;

import org.jspecify.annotations.NullMarked;
