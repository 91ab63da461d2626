@NullMarked
package io.bhiv.simulator.testing;

import org.jspecify.annotations.NullMarked;
