@NullMarked
package io.bhiv.stack.simulator.wearable;

import org.jspecify.annotations.NullMarked;
