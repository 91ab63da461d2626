@NullMarked
package io.bhiv.simulator.state;

import org.jspecify.annotations.NullMarked;
