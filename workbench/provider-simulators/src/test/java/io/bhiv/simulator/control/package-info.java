@NullMarked
package io.bhiv.simulator.control;

import org.jspecify.annotations.NullMarked;
