/** Processes that must stay up: started, watched, started again when they die, and ended with their children accounted for. */
@NullMarked
package io.bhiv.stack.supervise;

import org.jspecify.annotations.NullMarked;
