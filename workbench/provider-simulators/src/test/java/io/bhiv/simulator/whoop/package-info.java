@NullMarked
package io.bhiv.simulator.whoop;

import org.jspecify.annotations.NullMarked;
